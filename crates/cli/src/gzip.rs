//! Input that is compressed with gzip, as trails are delivered.

use flate2::read::MultiGzDecoder;
use std::io::{self, Chain, Cursor, Read};

/// The first two bytes of a file in the format of gzip.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The input behind its first two bytes.
type Behind<R> = Chain<Cursor<Vec<u8>>, R>;

/// A reader that decompresses its input if that is in the format of gzip, and passes on other input as it
/// is. Files that follow each other are read as one.
pub(crate) enum Gzip<R> {
    /// Nothing was read yet.
    Unknown(R),
    Plain(Behind<R>),
    Compressed(Box<MultiGzDecoder<Behind<R>>>),
    /// The input failed while it was recognised.
    Failed,
}

impl<R: Read> Gzip<R> {
    pub(crate) const fn new(input: R) -> Self {
        Self::Unknown(input)
    }
}

fn recognise<R: Read>(mut input: R) -> io::Result<Gzip<R>> {
    let mut first = Vec::with_capacity(MAGIC.len());
    input.by_ref().take(MAGIC.len() as u64).read_to_end(&mut first)?;
    let is_compressed = first == MAGIC;
    let behind = Cursor::new(first).chain(input);
    Ok(match is_compressed {
        true => Gzip::Compressed(Box::new(MultiGzDecoder::new(behind))),
        false => Gzip::Plain(behind),
    })
}

impl<R: Read> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self {
                Self::Plain(input) => return input.read(buffer),
                Self::Compressed(input) => return input.read(buffer),
                Self::Failed => return Ok(0),
                Self::Unknown(_) => {
                    if let Self::Unknown(input) = std::mem::replace(self, Self::Failed) {
                        *self = recognise(input)?;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn compressed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("a vector takes all");
        encoder.finish().expect("a vector takes all")
    }

    fn read(bytes: &[u8]) -> io::Result<String> {
        let mut text = String::new();
        Gzip::new(bytes).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn compressed_files_are_read_as_one() {
        let both = [compressed("[1]\n"), compressed("[2]\n")].concat();
        assert_eq!(read(&both).expect("both files are whole"), "[1]\n[2]\n");
        let error = read(&both[..both.len() - 3]).expect_err("the end is missing");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn other_input_is_passed_on() {
        for text in ["", "{", "{}", "[{}]"] {
            assert_eq!(read(text.as_bytes()).expect("a slice can be read"), text);
        }
    }
}
