//! How many cases of a property are tried.

use proptest::prelude::ProptestConfig;

/// `times` as many cases as usual; `PROPTEST_CASES` sets what is usual, and `PROPTEST_RNG_SEED` which ones they are.
pub(crate) fn cases(times: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = usual.cases * times;
    ProptestConfig {
        cases,
        max_global_rejects: cases * 10,
        failure_persistence: None,
        ..usual
    }
}
