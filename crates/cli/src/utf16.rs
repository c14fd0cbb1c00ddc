//! Input in UTF-16, as PowerShell writes it, decoded to UTF-8.

use std::io::{self, Read};

/// A reader that decodes UTF-16 if its input starts with a byte-order mark of UTF-16, and passes on
/// other input as it is.
pub(crate) struct Utf16<R> {
    input: R,
    encoding: Encoding,
    /// Decoded bytes that were not read yet.
    ready: Vec<u8>,
    /// The bytes of an incomplete character.
    rest: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Nothing was read yet.
    Unknown,
    /// Passed on.
    Bytes,
    LittleEndian,
    BigEndian,
}

impl<R: Read> Utf16<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self { input, encoding: Encoding::Unknown, ready: Vec::new(), rest: Vec::new() }
    }

    /// Reads the first two bytes.
    fn recognise(&mut self) -> io::Result<()> {
        let mut first = [0; 2];
        let mut length = 0;
        while length < 2 {
            match self.input.read(&mut first[length..]) {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.encoding = match first[..length] {
            [0xff, 0xfe] => Encoding::LittleEndian,
            [0xfe, 0xff] => Encoding::BigEndian,
            _ => Encoding::Bytes,
        };
        if self.encoding == Encoding::Bytes {
            self.ready.extend_from_slice(&first[..length]);
        }
        Ok(())
    }

    /// Decodes more input; at its end an incomplete character becomes U+FFFD.
    fn decode(&mut self) -> io::Result<()> {
        let mut bytes = [0; 8 << 10];
        let read = self.input.read(&mut bytes)?;
        self.rest.extend_from_slice(&bytes[..read]);
        let unit = |pair: &[u8]| match self.encoding {
            Encoding::BigEndian => u16::from_be_bytes([pair[0], pair[1]]),
            _ => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.rest.chunks_exact(2).map(unit).collect();
        let mut used = units.len() * 2;
        // The second half of a pair of surrogates follows.
        if read > 0 && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            units.pop();
            used -= 2;
        }
        let text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.ready.extend_from_slice(text.as_bytes());
        self.rest.drain(..used);
        if read == 0 && !self.rest.is_empty() {
            self.rest.clear();
            self.ready.extend_from_slice("\u{fffd}".as_bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.encoding == Encoding::Unknown {
            self.recognise()?;
        }
        if self.ready.is_empty() && self.encoding == Encoding::Bytes {
            return self.input.read(buffer);
        }
        while self.ready.is_empty() {
            let before = self.rest.len();
            self.decode()?;
            if self.ready.is_empty() && self.rest.len() == before {
                return Ok(0);
            }
        }
        let length = buffer.len().min(self.ready.len());
        buffer[..length].copy_from_slice(&self.ready[..length]);
        self.ready.drain(..length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (Some(byte), Some(place)) = (self.0.first(), buffer.first_mut()) else { return Ok(0) };
            *place = *byte;
            self.0 = &self.0[1..];
            Ok(1)
        }
    }

    fn decoded(bytes: &[u8]) -> Vec<u8> {
        let (mut fast, mut slow) = (Vec::new(), Vec::new());
        Utf16::new(bytes).read_to_end(&mut fast).expect("a slice can be read");
        Utf16::new(Slow(bytes)).read_to_end(&mut slow).expect("a slice can be read");
        assert_eq!(fast, slow);
        fast
    }

    #[test]
    fn both_byte_orders_are_decoded() {
        let text = "{\"a\": \"é中😀\"}\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut little = vec![0xff, 0xfe];
        little.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        let mut big = vec![0xfe, 0xff];
        big.extend(units.iter().flat_map(|unit| unit.to_be_bytes()));
        assert_eq!(decoded(&little), text.as_bytes());
        assert_eq!(decoded(&big), text.as_bytes());
    }

    #[test]
    fn other_input_is_passed_on() {
        for bytes in [&b""[..], b"{", b"{}", b"\xef\xbb\xbf{}", b"\xff", b"\xff\xff\xfe"] {
            assert_eq!(decoded(bytes), bytes);
        }
    }

    #[test]
    fn malformed_units_become_replacement_characters() {
        assert_eq!(decoded(b"\xff\xfe\x00\xd8a\x00"), "\u{fffd}a".as_bytes());
        assert_eq!(decoded(b"\xff\xfea\x00\x00\xd8"), "a\u{fffd}".as_bytes());
        assert_eq!(decoded(b"\xff\xfea\x00b"), "a\u{fffd}".as_bytes());
    }
}
