use super::*;

#[test]
fn sound_conditions_have_no_fault() {
    for text in [
        "$CI",
        "$CI == \"x\" && ($A != null || ! $B)",
        "$A =~ /^v\\d+\\/x$/i",
        "$A !~ /ab/ ||$B==''",
        "null",
        "'a' == \"b\"",
        "true == $A",
        "\n  $A\n  && $B\n",
        "$A =~ $PATTERN",
        "$A =~ \"text\"",
        "$[[ inputs.job-stage ]] == \"test\"",
        "!$A",
        "$A !",
        "$A (== $B)",
        "((($A)))",
        "$A =~ /a b/ && $B =~ /cd/",
    ] {
        assert_eq!(expression_fault(text), None, "{text}");
    }
}

#[test]
fn what_is_no_word_is_named_by_its_place() {
    for (text, at) in [
        ("${CI}", 0),
        ("$A = \"x\"", 3),
        ("$A == main", 6),
        ("$A and $B", 3),
        ("$A == \"x", 6),
        ("$A =~ /a", 6),
        ("$A =~ /xy/g", 10),
        ("$A =~ /x/", 6),
        ("$A & $B", 3),
        ("$A =~ //", 6),
        ("$A == \"a\nb\"", 6),
        ("1 == 1", 0),
        ("$A == trueish", 6),
    ] {
        assert_eq!(expression_fault(text), Some(ExpressionFault::Unknown(at)), "{text}");
    }
}

#[test]
fn operators_need_values_and_values_operators() {
    for text in ["$A &&", "== $A", "$A $B", "$A == \"x\" $B", "!", "$A && || $B", "()"] {
        assert_eq!(expression_fault(text), Some(ExpressionFault::Operand), "{text}");
    }
    for text in ["($A", "$A)", "(($A)", ")("] {
        assert_eq!(expression_fault(text), Some(ExpressionFault::Parenthesis), "{text}");
    }
    assert_eq!(expression_fault("  "), Some(ExpressionFault::Empty));
}

#[test]
fn patterns_have_to_be_of_re2() {
    let fault = expression_fault("$A =~ /^(?!main)/");
    assert_eq!(fault, Some(ExpressionFault::Regexp("/^(?!main)/".to_owned())));
    assert_eq!(expression_fault("$A =~ /\\/a\\//"), None);
}

#[test]
fn a_hundred_words_are_too_many() {
    let long = |count: usize| vec!["$A"; count].join(" || ");
    assert_eq!(expression_fault(&long(50)), None);
    assert_eq!(
        expression_fault(&format!("{} &&", long(50))),
        Some(ExpressionFault::TooLong)
    );
}
