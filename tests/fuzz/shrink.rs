//! Making an input that breaks a promise a little smaller.

use std::time::{Duration, Instant};

/// The same mistake with fewer bytes: stretches are taken away, long ones first, as long as `breaks` says so.
pub(crate) fn shrunk(input: &[u8], header: usize, breaks: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let stop = Instant::now() + Duration::from_secs(10);
    let mut best = input.to_vec();
    let mut length = best.len() / 2;
    while length > 0 {
        let mut at = header;
        while at < best.len() && Instant::now() < stop {
            let mut less = best.clone();
            less.drain(at..(at + length).min(less.len()));
            match breaks(&less) {
                true => best = less,
                false => at += length,
            }
        }
        length /= 2;
    }
    best
}
