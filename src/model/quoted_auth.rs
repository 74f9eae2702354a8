//! `DOCKER_AUTH_CONFIG` whose JSON stands in quotes that are part of the value.

use std::ops::Range;

use super::Workspace;
use super::embedded::DOCKER_AUTH_CONFIG;
use crate::secret::Secret;
use crate::source::Place;

/// A Docker client configuration in quotes that no shell takes off.
#[derive(Debug)]
pub struct QuotedAuth {
    /// The string it stands in.
    pub place: Place,
    /// The bytes of that string that are the value, quotes included.
    pub range: Range<usize>,
    /// The value without the quotes, if it is a JSON object then.
    pub bare: Option<Secret>,
}

impl Workspace {
    /// The `DOCKER_AUTH_CONFIG` of runners that pull images, and of jobs, that begin and end with a quote.
    pub fn quoted_auths(&self) -> Vec<QuotedAuth> {
        let mut found = Vec::new();
        for runner in self.runners().iter().filter(|runner| runner.executor.pulls_images()) {
            for entry in &runner.environment.items {
                if let Some((DOCKER_AUTH_CONFIG, value)) = entry.value.split_once('=') {
                    found.extend(read(&entry.place, value, DOCKER_AUTH_CONFIG.len() + 1));
                }
            }
        }
        for job in self.jobs() {
            let places = job
                .variables
                .iter()
                .filter(|variable| variable.value.name == DOCKER_AUTH_CONFIG);
            for place in places.map(|variable| &variable.value.place) {
                let node = self.document(place.span.file).find(&place.address, place.span);
                let text = node.and_then(|found| found.node.as_str());
                found.extend(text.and_then(|text| read(place, text, 0)));
            }
        }
        found.sort_by_key(|quoted| quoted.place.span);
        found.dedup_by_key(|quoted| quoted.place.span);
        found
    }
}

fn read(place: &Place, value: &str, from: usize) -> Option<QuotedAuth> {
    let quoted = value.trim();
    let inner = ["'", "\""]
        .iter()
        .find_map(|quote| quoted.strip_prefix(quote)?.strip_suffix(quote))?;
    let plain = inner.trim();
    if !plain.starts_with('{') || !plain.ends_with('}') || value.contains('$') {
        return None;
    }
    // In double quotes the JSON may be escaped once more.
    let unescaped = serde_json::from_str::<String>(quoted).unwrap_or_else(|_| plain.to_owned());
    let is_object = serde_json::from_str::<serde_json::Value>(&unescaped).is_ok_and(|value| value.is_object());
    Some(QuotedAuth {
        place: place.clone(),
        range: from..from + value.len(),
        bare: is_object.then(|| Secret::new(unescaped)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Address, FileId, Span};

    fn bare(value: &str) -> Option<Option<Secret>> {
        let place = Place {
            span: Span::new(FileId::new(0), 0..0),
            address: Address::root(),
        };
        read(&place, value, 0).map(|quoted| quoted.bare)
    }

    #[test]
    fn quotes_around_json_are_taken_off() {
        let json = Secret::new(r#"{"auths":{}}"#);
        for value in [r#"'{"auths":{}}'"#, r#""{"auths":{}}""#, r#" "{\"auths\":{}}" "#] {
            assert_eq!(bare(value), Some(Some(json.clone())), "{value}");
        }
        assert_eq!(bare(r#"'{"auths":{}'"#), Some(None));
        assert_eq!(bare(r#"'{"auths":{,}}'"#), Some(None));
        assert_eq!(bare(r#"{"auths":{}}"#), None);
        assert_eq!(bare(r#"'{"auths":{"r":{"auth":"$A"}}}'"#), None);
    }
}
