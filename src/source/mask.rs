//! Replacing secret bytes.

use std::borrow::Cow;
use std::ops::Range;

/// The text with the bytes of `secrets` replaced by `*`, line ends kept.
pub(super) fn masked<'a>(text: &'a str, secrets: &[Range<usize>]) -> Cow<'a, str> {
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for secret in secrets {
        let range = secret.start.min(bytes.len())..secret.end.min(bytes.len());
        for byte in &mut bytes[range] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'*';
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
