//! The formats of tables.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Parquet,
    /// Arrow IPC, the file format.
    Arrow,
    /// Arrow IPC, the streaming format.
    ArrowStream,
}

impl Format {
    /// Returns the format of a file, by its first bytes; `None` if it is no table.
    pub(crate) fn of(file: Option<&Path>) -> Option<Self> {
        let mut file = File::open(file?).ok()?;
        file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let mut start = [0; 8];
        file.read_exact(&mut start).ok()?;
        match &start {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            b"ARROW1\0\0" => Some(Self::Arrow),
            [0xff, 0xff, 0xff, 0xff, ..] => Some(Self::ArrowStream),
            _ => None,
        }
    }
}

/// Why a table is not read where cases are expected.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parquet => "a Parquet file",
            Self::Arrow | Self::ArrowStream => "an Arrow file",
        })?;
        f.write_str(match cfg!(feature = "columns") {
            true => "; only `plan`, `explain` and `backtest` read tables",
            false => "; tables are read by a `lifecycle` that is built with `--features columns`",
        })
    }
}
