use super::super::typing::{tagged, typed};
use crate::syntax::Scalar;

fn integer(text: &str) -> i64 {
    match typed(text) {
        Scalar::Integer(value) => value,
        other => panic!("{text}: {other:?}"),
    }
}

fn float(text: &str) -> f64 {
    match typed(text) {
        Scalar::Float(value) => value,
        other => panic!("{text}: {other:?}"),
    }
}

fn are_strings(texts: &[&str]) {
    for text in texts {
        assert_eq!(typed(text), Scalar::String((*text).into()));
    }
}

#[test]
fn yes_no_on_and_off_are_truth_values_but_y_and_n_are_strings() {
    for text in ["yes", "Yes", "YES", "on", "ON", "true", "True", "TRUE"] {
        assert_eq!(typed(text), Scalar::Bool(true), "{text}");
    }
    for text in ["no", "No", "NO", "off", "OFF", "false", "False"] {
        assert_eq!(typed(text), Scalar::Bool(false), "{text}");
    }
    are_strings(&["y", "Y", "n", "N", "yess", "trueish", "offline"]);
}

#[test]
fn nothing_has_five_spellings() {
    for text in ["", "~", "null", "Null", "NULL"] {
        assert_eq!(typed(text), Scalar::Null, "{text}");
    }
    are_strings(&["~~", "nul", "nulls"]);
}

#[test]
fn a_leading_zero_is_octal() {
    assert_eq!(
        [integer("012"), integer("0777"), integer("-012"), integer("0")],
        [10, 511, -10, 0]
    );
    are_strings(&["08", "0888", "0o14", "0_", "0,", "0x_", "0b"]);
}

#[test]
fn hexadecimal_binary_and_separators_are_read() {
    assert_eq!(
        [integer("0x1F"), integer("0b101"), integer("1_000"), integer("1,000")],
        [31, 5, 1000, 1000]
    );
    are_strings(&["1__0", "1_", "_1", "1,,0"]);
}

#[test]
fn an_integer_beyond_64_bits_keeps_its_digits() {
    assert_eq!(integer("-9223372036854775808"), i64::MIN);
    let large = |digits: &str| Scalar::Large(digits.to_owned());
    assert_eq!(typed("-9223372036854775809"), large("-9223372036854775809"));
    assert_eq!(typed("0xFFFFFFFFFFFFFFFFFF"), large("4722366482869645213695"));
    assert_eq!(
        typed("0b1000000000000000000000000000000000000000000000000000000000000000"),
        large("9223372036854775808")
    );
}

#[test]
fn colons_between_digits_count_seconds_and_the_first_part_is_hours() {
    assert_eq!(
        [integer("22:22"), integer("1:30"), integer("12:30:45")],
        [80520, 5400, 45045]
    );
    assert_eq!([integer("1000:33"), integer("2222:22")], [3_601_980, 8_000_520]);
    assert_eq!(float("190:20:30.15"), 685_230.15);
    are_strings(&["1001:1001", "1000:60", "100:059", "1:2:3:4", "1:"]);
}

#[test]
fn a_float_has_a_dot_and_its_exponent_a_sign() {
    assert_eq!(
        [float("3.10"), float("5."), float(".5"), float("-.5")],
        [3.1, 5.0, 0.5, -0.5]
    );
    assert_eq!([float("1.5e+3"), float("1.e-3"), float("1_0.5")], [1500.0, 0.001, 10.5]);
    are_strings(&["1e3", "1.5e3", "1.2.3", ".", "-.", "1.0rc"]);
    assert_eq!(float("-.INF"), f64::NEG_INFINITY);
    assert!(float(".NaN").is_nan());
}

#[test]
fn a_symbol_is_the_string_after_its_colon() {
    for (text, name) in [(":foo", "foo"), (":\"q s\"", "q s"), ("::x", ":x"), (":", ":")] {
        assert_eq!(typed(text), Scalar::String(name.into()));
    }
}

#[test]
fn dates_and_times_are_told_from_strings() {
    let dates = ["2024-01-01", "2024-1-1", "2024-02-31"];
    let times = [
        "2024-01-01 10:00:00",
        "2024-01-01T10:00:00Z",
        "2024-01-01t1:00:00.5 +01:00",
        "2024-01-01 10:00:00 +1",
    ];
    for text in dates.iter().chain(&times) {
        assert_eq!(typed(text), Scalar::Datetime((*text).into()));
    }
    are_strings(&[
        "2024-13-01",
        "2024-01-32",
        "24-01-01",
        "2024-01",
        "2024-01-01 10:00",
        "2024-01-01-x",
    ]);
}

#[test]
fn a_tag_decides_over_quotes() {
    assert_eq!(tagged("5", "tag:yaml.org,2002:str"), Some(Scalar::String("5".into())));
    assert_eq!(tagged("5", "tag:yaml.org,2002:float"), Some(Scalar::Float(5.0)));
    assert_eq!(tagged("5", "tag:yaml.org,2002:int"), Some(Scalar::Integer(5)));
    assert_eq!(tagged("5", "!vault"), Some(Scalar::Integer(5)));
    assert_eq!(tagged("five", "tag:yaml.org,2002:float"), None);
}
