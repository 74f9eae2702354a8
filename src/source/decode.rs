//! From bytes to text and back: UTF-8 and UTF-16, with and without a byte order mark.

/// How the bytes of a file encode its text; `encode` gives the same bytes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte order mark.
    Utf8Bom,
    /// UTF-16, little endian, after a byte order mark.
    Utf16Le,
    /// UTF-16, big endian, after a byte order mark.
    Utf16Be,
}

impl Encoding {
    /// Number of bytes of the byte order mark.
    pub fn mark(self) -> &'static [u8] {
        match self {
            Encoding::Utf8 => b"",
            Encoding::Utf8Bom => b"\xEF\xBB\xBF",
            Encoding::Utf16Le => b"\xFF\xFE",
            Encoding::Utf16Be => b"\xFE\xFF",
        }
    }
}

/// The first bytes of a file that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecodable {
    /// Where the replacement character stands in the decoded text.
    pub at: usize,
    /// Where the bytes stand in the file.
    pub byte: usize,
}

/// The text of `bytes`, its encoding, and the first place that could not be decoded.
pub fn decode(bytes: &[u8]) -> (String, Encoding, Option<Undecodable>) {
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        if let Some(rest) = bytes.strip_prefix(encoding.mark()) {
            let (text, bad) = decode_utf16(rest, encoding);
            return (text, encoding, bad);
        }
    }
    let (rest, encoding) = match bytes.strip_prefix(Encoding::Utf8Bom.mark()) {
        Some(rest) => (rest, Encoding::Utf8Bom),
        None => (bytes, Encoding::Utf8),
    };
    match std::str::from_utf8(rest) {
        Ok(text) => (text.to_owned(), encoding, None),
        Err(error) => {
            let bad = Undecodable {
                at: error.valid_up_to(),
                byte: error.valid_up_to() + encoding.mark().len(),
            };
            (String::from_utf8_lossy(rest).into_owned(), encoding, Some(bad))
        }
    }
}

/// The bytes of `text` in `encoding`, byte order mark included.
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let mut bytes = encoding.mark().to_vec();
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => bytes.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Le => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16Be => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
    }
    bytes
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> (String, Option<Undecodable>) {
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut bad = None;
    let mut byte = encoding.mark().len();
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if encoding == Encoding::Utf16Le {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    });
    for unit in char::decode_utf16(units) {
        let c = unit.unwrap_or_else(|_| {
            bad.get_or_insert(Undecodable { at: text.len(), byte });
            char::REPLACEMENT_CHARACTER
        });
        byte += 2 * c.len_utf16();
        text.push(c);
    }
    if bytes.len() % 2 == 1 {
        bad.get_or_insert(Undecodable { at: text.len(), byte });
        text.push(char::REPLACEMENT_CHARACTER);
    }
    (text, bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_its_bytes_back() {
        for encoding in [Encoding::Utf8, Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be] {
            let bytes = encode("a = \"ü𝄞\"\r\n", encoding);
            let (text, found, bad) = decode(&bytes);
            assert_eq!((found, bad), (encoding, None));
            assert_eq!(encode(&text, found), bytes);
        }
    }

    #[test]
    fn the_first_bad_byte_is_named() {
        let (text, _, bad) = decode(b"a = \"\xE9\"\xFF");
        assert_eq!(text, "a = \"\u{FFFD}\"\u{FFFD}");
        assert_eq!(bad, Some(Undecodable { at: 5, byte: 5 }));
    }

    #[test]
    fn half_a_utf16_unit_is_bad() {
        let (text, _, bad) = decode(b"\xFF\xFE{\0}");
        assert_eq!(text, "{\u{FFFD}");
        assert_eq!(bad, Some(Undecodable { at: 1, byte: 4 }));
    }
}
