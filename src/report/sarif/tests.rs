//! What programs read from the report.

use super::*;
use crate::report::sample::{Sample, text};

fn log() -> Value {
    let out = text(|out| write(&Sample::two_files().view(), &Base::default(), out));
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_finding_has_its_places_and_a_fix_that_can_be_applied() {
    let result = &log()["runs"][0]["results"][0];
    let region = json!({"startLine": 3, "startColumn": 13, "endLine": 3, "endColumn": 23});
    let there = json!({"startLine": 3, "startColumn": 7, "endLine": 3, "endColumn": 21});
    let inside = json!({"startLine": 3, "startColumn": 22, "endLine": 3, "endColumn": 22});
    let config = json!({"uri": "config.toml"});
    assert_eq!(
        *result,
        json!({
            "ruleId": "dind-missing-certs-volume", "ruleIndex": 0, "level": "error",
            "message": {"text": "`build` cannot reach its Docker daemon over TLS"},
            "locations": [{
                "physicalLocation": {"artifactLocation": config, "region": region},
                "logicalLocations": [{"fullyQualifiedName": "runners[0].volumes"}],
            }],
            "relatedLocations": [
                {"id": 0, "physicalLocation": {"artifactLocation": config, "region": region},
                 "message": {"text": "\"/certs/client\" is not mounted here"}},
                {"id": 1, "physicalLocation": {"artifactLocation": {"uri": ".gitlab-ci.yml"}, "region": there},
                 "message": {"text": "this service writes its client certificates to /certs/client"}},
            ],
            "partialFingerprints": {"runnerlint/v1": "00000000000000000000000000000000"},
            "suppressions": [],
            "fixes": [{
                "description": {"text": "mount /certs/client (safe fix)"},
                "artifactChanges": [{
                    "artifactLocation": config,
                    "replacements": [{"deletedRegion": inside, "insertedContent": {"text": ", \"/certs/client\""}}],
                }],
            }],
            "properties": {"consequence": "job-fails", "fixSafety": "safe", "fixEffect": "runner-hot-reload"},
        })
    );
}

#[test]
fn a_fix_that_would_show_a_secret_is_left_out_as_a_whole() {
    let result = &log()["runs"][0]["results"][1];
    assert_eq!(result["properties"]["fixSafety"], "unsafe");
    assert_eq!(result.get("fixes"), None);
}

#[test]
fn an_accepted_finding_says_why() {
    let expected = json!([{
        "kind": "inSource", "status": "accepted", "justification": "a runner of our own",
        "properties": {"until": "2027-01-31"},
    }]);
    assert_eq!(log()["runs"][0]["results"][2]["suppressions"], expected);
}

#[test]
fn rules_come_with_their_pages() {
    let log = log();
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    let first = &rules[0];
    assert_eq!(first["id"], "dind-missing-certs-volume");
    assert_eq!(first["defaultConfiguration"], json!({"level": "error"}));
    assert_eq!(first["properties"], json!({"tags": ["docker-in-docker"]}));
    assert!(first["help"]["markdown"].as_str().unwrap().contains("**fails**"));
    assert!(!first["help"]["text"].as_str().unwrap().contains("**"));
    assert_eq!(rules[1], json!({"id": "unknown-key"}));
}
