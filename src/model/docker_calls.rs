//! The registries that a Docker daemon is asked for by calls of its client in scripts.

use super::image::registry_of;
use super::script::commands;

/// The commands of the client for which its daemon calls a registry.
pub(super) const CALLS: [&str; 5] = ["login", "pull", "push", "build", "run"];

/// Options of those commands that have no value.
///
/// Source: docker/cli `cli/command/container/run.go`, `opts.go`; `cli/command/image/*.go`; `cli/command/registry/login.go`, 29.7.
const FLAGS: [&str; 16] = [
    "--all-tags",
    "--detach",
    "--disable-content-trust",
    "--init",
    "--interactive",
    "--no-healthcheck",
    "--oom-kill-disable",
    "--password-stdin",
    "--privileged",
    "--publish-all",
    "--quiet",
    "--read-only",
    "--rm",
    "--sig-proxy",
    "--tty",
    "--use-api-socket",
];

/// The registries for which a daemon is asked by calls of the Docker client in a script, as far as they are calls of
/// these commands.
pub(super) fn registries(script: &str, calls: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    // A registry stands before a slash, or behind a login.
    let may_name_one = script.contains('/') || script.contains("login");
    if !may_name_one || !script.contains("docker") {
        return found;
    }
    for command in commands(script) {
        let call = command.call();
        let words: Vec<&str> = call.iter().map(|word| word.trim_matches(['"', '\''])).collect();
        match &words[..] {
            ["docker", verb, ..] if !calls.contains(verb) => {}
            ["docker", "build", rest @ ..] => found.extend(pushed(rest)),
            ["docker", "login", rest @ ..] => {
                let server = operand("login", rest).filter(|server| !server.contains("://"));
                let host = server.and_then(|server| registry_of(server).or(server.contains('.').then_some(server)));
                found.extend(host.map(str::to_owned));
            }
            ["docker", verb, rest @ ..] => {
                let image = operand(verb, rest).filter(|image| !image.starts_with(['.', '/']));
                found.extend(image.and_then(registry_of).map(str::to_owned));
            }
            _ => {}
        }
    }
    found
}

/// The first word that is neither an option nor the value of one.
fn operand<'s>(verb: &str, words: &[&'s str]) -> Option<&'s str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix('-') else {
            return Some(word);
        };
        let takes_next = if option.starts_with('-') {
            !option.contains('=') && !FLAGS.contains(word)
        } else {
            // Letters stand together, up to one that has a value, which may follow it at once.
            let is_flag = |c: char| "diPqt".contains(c) || c == 'a' && verb != "run";
            option
                .find(|c| !is_flag(c))
                .is_some_and(|at| option.chars().count() == at + 1)
        };
        if takes_next {
            words.next();
        }
    }
    None
}

/// The registries that a build pushes to itself. What only gets a name stays where it is.
fn pushed(words: &[&str]) -> Vec<String> {
    if !words.contains(&"--push") || words.iter().any(|word| word.starts_with("--builder")) {
        return Vec::new();
    }
    let names = words.iter().zip(words.iter().skip(1)).filter_map(|(option, value)| {
        let separate = matches!(*option, "-t" | "--tag").then_some(*value);
        separate.or(option.strip_prefix("--tag="))
    });
    names.filter_map(registry_of).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(script: &str) -> Vec<String> {
        registries(script, &CALLS)
    }

    #[test]
    fn registries_are_found_in_calls_of_docker() {
        let script =
            "docker login -u u r.lan\ndocker push \"r.lan:5000/a/b:1\" && sudo docker build --push -t g.lan/x .";
        assert_eq!(called(script), ["r.lan", "r.lan:5000", "g.lan"]);
        assert_eq!(called("A=1 docker run --rm -it -v /x:/y -e A=b r.lan/a sh"), ["r.lan"]);
        assert_eq!(called("docker run -itv/x:/y --name n r.lan/a sh"), ["r.lan"]);
        assert_eq!(called("docker pull -q --platform linux/arm64 r.lan/a"), ["r.lan"]);
        assert_eq!(called("docker login r.lan:5000 < password"), ["r.lan:5000"]);
    }

    #[test]
    fn what_the_daemon_is_not_asked_for_is_no_registry() {
        for script in [
            "docker push app:1; docker login $CI_REGISTRY; curl x.lan/y; docker build ./a.b/c",
            "ssh u@h docker pull r.lan:5000/app",
            "ssh u@h << EOF\ndocker pull r.lan:5000/app\nEOF",
            "echo docker pull r.lan:5000/app",
            "kubectl exec p -- docker pull r.lan:5000/app",
            "docker run alpine wget r.lan:5000/v2",
            "docker run -v r.lan:5000/x:/y alpine",
            "docker manifest inspect --insecure r.lan:5000/app",
            "docker buildx build --builder remote --push -t r.lan:5000/app .",
            "docker build --builder remote --push -t r.lan:5000/app .",
            "docker tag app r.lan:5000/app",
            "docker build -t r.lan:5000/app .",
        ] {
            assert!(called(script).is_empty(), "{script}");
        }
    }
}
