use super::*;

const NEWEST: Version = Version::new(19, 4);

fn is_volume(text: &str, version: Version) -> bool {
    volume_fault(text, version).is_none()
}

#[test]
fn what_the_linux_grammar_takes_is_taken() {
    for text in [
        "/destination",
        "/",
        "/cache/",
        "/source:/destination",
        "/destination:rw",
        "/source:/destination:ro,z",
        "/source:/destination:ro,Z",
        "/source:/destination:RO:z:rSlave",
        "/source:/destination:O,Z",
        "/source:/destination:Z",
        "/source with spaces:/a b:rw",
        "volume_name:/destination",
        ".:/x",
        "$HOME:/x",
        "/source:/destination:rw:rslave",
        "/source:/some/$VAR/blipp",
        "/source:/${root}/$sub-test/dir",
        "/a:/b,/cache",
        "/a:/b,ro",
        "/cache:z",
    ] {
        assert_eq!(volume_fault(text, NEWEST), None, "{text}");
    }
}

#[test]
fn what_the_linux_grammar_refuses_is_refused_for_a_reason() {
    for (text, fault) in [
        ("", VolumeFault::Empty),
        ("/source:/destination:T", VolumeFault::Options("T")),
        (
            "/source:/destination:rw:something",
            VolumeFault::Options("rw:something"),
        ),
        ("/source:/destination:,rslave", VolumeFault::Options(",rslave")),
        ("/source:/destination:z,ro", VolumeFault::Options("z,ro")),
        ("/source:/destination:cached", VolumeFault::Options("cached")),
        ("/source:/destination:", VolumeFault::Options("")),
        (":/destination", VolumeFault::Source("")),
        ("./x:/y", VolumeFault::Source("./x")),
        ("~/x:/y", VolumeFault::Source("~/x")),
        ("$HOME/x:/y", VolumeFault::Source("$HOME/x")),
        ("root/dockervolume:/data:rw", VolumeFault::Source("root/dockervolume")),
        ("relative", VolumeFault::Target("relative")),
        ("/source:blipp/x", VolumeFault::Target("blipp/x")),
        ("/source:$VAR/blipp", VolumeFault::Target("$VAR/blipp")),
        ("/source:", VolumeFault::Target("")),
        ("name:relative", VolumeFault::Target("name")),
        ("//a:/b", VolumeFault::Slashes),
        ("/a//b", VolumeFault::Slashes),
        ("/a*:/b", VolumeFault::Character('*')),
        (r"c:\cache", VolumeFault::Character('\\')),
        (
            "type=bind,source=/a,target=/b",
            VolumeFault::Target("type=bind,source=/a,target=/b"),
        ),
    ] {
        assert_eq!(volume_fault(text, NEWEST), Some(fault), "{text}");
    }
}

#[test]
fn older_releases_take_less() {
    for (text, since) in [
        ("/a b:/c", Version::new(19, 3)),
        ("/a:/b:O", Version::new(18, 1)),
        ("/a:/b:ro,z", Version::new(15, 4)),
        ("/a:/b:ro,rslave", Version::new(12, 5)),
    ] {
        let before = Version::new(since.major, since.minor - 1);
        assert!(is_volume(text, since) && !is_volume(text, before), "{text}");
    }
    assert!(is_volume("/a:/b:z,rslave", Version::new(12, 5)));
    assert!(is_volume("a b:/c", Version::new(12, 5)));
}

#[test]
fn options_are_put_in_order() {
    let right = |text: &str, is_all| Some((text.to_owned(), is_all));
    assert_eq!(volume_options("z,ro"), right("ro,z", true));
    assert_eq!(volume_options("rw,cached"), right("rw", true));
    assert_eq!(volume_options("delegated"), right("", true));
    assert_eq!(volume_options("nocopy"), right("", false));
    assert_eq!(volume_options("ro,rw"), None);
    assert_eq!(volume_options("U"), None);
}

#[test]
fn the_windows_grammar_is_told_as_well() {
    for text in [
        r"c:\cache",
        "C:/cache/",
        "d:",
        r"c:\foo bar:d::rw",
        r"c:\foo:d:\bar",
        "myname:d:",
        r"\\?\c:\foo:c:\bar:RO",
        r"\\.\pipe\docker_engine:\\.\pipe\docker_engine",
        "//./pipe/docker_engine://./pipe/docker_engine",
    ] {
        assert!(is_windows_volume(text), "{text}");
    }
    for text in [
        "",
        "/cache",
        "/a:/b",
        r"c:\a\\b:d:\x",
        r"c:\foo:bar",
        r"c:foo",
        r"c:\a:d:\b:z",
        "relative",
        r"\\.\pipe\",
    ] {
        assert!(!is_windows_volume(text), "{text}");
    }
}
