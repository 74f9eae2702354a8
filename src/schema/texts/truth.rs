//! Truth values, as Go's `strconv.ParseBool` reads them.

/// The truth value that a text stands for; letters count as they are written.
pub fn truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_other_than_those_of_go_are_no_truth_values() {
        assert_eq!(["1", "True", "f"].map(truth), [Some(true), Some(true), Some(false)]);
        assert_eq!(["", "yes", "tRUE", " true"].map(truth), [None; 4]);
    }
}
