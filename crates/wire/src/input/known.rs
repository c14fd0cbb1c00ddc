//! Cases that a reader remembers, and other items of a part of a stream.

use crate::input::item::Item;
use crate::input::outline::Ids;
use crate::input::shape::AnyCase;
use crate::request::case::Case;

/// A case of a [`Chunk`](crate::Chunk), or the error in its place.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "an item is passed on at once, and not kept")]
pub enum ChunkItem<'r> {
    /// A case that the reader remembers.
    Known(KnownCase<'r>),
    /// Another case, or an error.
    Read(Item),
}

impl ChunkItem<'_> {
    /// The number of records in the item.
    pub(crate) fn records(&self) -> u64 {
        match self {
            Self::Known(_) => 1,
            Self::Read(item) => item.records(),
        }
    }
}

impl From<ChunkItem<'_>> for Item {
    fn from(item: ChunkItem<'_>) -> Self {
        match item {
            ChunkItem::Known(known) => known.into(),
            ChunkItem::Read(item) => item,
        }
    }
}

/// A case that a [`LineReader`](crate::LineReader) remembers, with the ids of a line.
#[derive(Debug)]
pub struct KnownCase<'r> {
    /// The line, from 1.
    pub line: u64,
    /// The case without ids.
    pub case: &'r Case,
    /// A number for the caller to keep with the case: 0 until it is set. The reader forgets it with the case.
    pub mark: &'r mut u32,
    pub(crate) ids: Ids<'r>,
}

impl KnownCase<'_> {
    /// The id of the record in the line, or that of the request if the record has none.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        let [of_record, of_request] = self.ids;
        of_record.or(of_request)
    }
}

impl From<KnownCase<'_>> for Item {
    fn from(known: KnownCase<'_>) -> Self {
        Self::new(known.line, Ok(AnyCase::One(with_ids(known.case.clone(), known.ids))))
    }
}

/// Sets the ids of a case.
pub(crate) fn with_ids(mut case: Case, [of_record, of_request]: Ids<'_>) -> Case {
    if let Some(record) = &mut case.record {
        record.instance_id = of_record.map(str::to_owned);
    }
    case.id = of_record.or(of_request).map(str::to_owned);
    case
}
