//! The batches of an Arrow IPC file, read in any order by any number of threads.

use arrow_buffer::Buffer;
use arrow_ipc::reader::{FileDecoder, FileReader, read_footer_length};
use arrow_ipc::{Block, MetadataVersion, root_as_footer, root_as_message};
use instance_lifecycle_columns::arrow_array::RecordBatch;
use instance_lifecycle_columns::arrow_schema::{ArrowError, SchemaRef};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Where the batches of a file are.
pub(super) struct Blocks {
    pub(super) schema: SchemaRef,
    version: MetadataVersion,
    dictionaries: Vec<Block>,
    batches: Vec<Block>,
    /// The number of rows before each batch, and of all.
    rows: Vec<u64>,
}

/// An open file whose dictionaries are read.
pub(super) struct BlockReader {
    file: File,
    decoder: FileDecoder,
    /// The bytes of the batch before, whose memory is used again.
    bytes: Buffer,
}

impl Blocks {
    pub(super) fn find(path: &Path) -> Result<Self, ArrowError> {
        let mut file = File::open(path)?;
        // The reader checks the file.
        let schema = FileReader::try_new(BufReader::new(&file), None)?.schema();
        let mut end = [0; 10];
        file.seek(SeekFrom::End(-10))?;
        file.read_exact(&mut end)?;
        let mut footer = vec![0; read_footer_length(end)?];
        file.seek(SeekFrom::End(-10 - footer.len() as i64))?;
        file.read_exact(&mut footer)?;
        let footer = root_as_footer(&footer).map_err(|error| invalid("footer", &error))?;
        let batches: Vec<Block> = footer.recordBatches().iter().flatten().copied().collect();
        let mut rows = vec![0];
        for block in &batches {
            let before = rows[rows.len() - 1];
            rows.push(before + rows_of(&mut file, block)?);
        }
        let dictionaries = footer.dictionaries().iter().flatten().copied().collect();
        Ok(Self { schema, version: footer.version(), dictionaries, batches, rows })
    }

    pub(super) fn len(&self) -> usize {
        self.batches.len()
    }

    /// The number of rows before a batch; of all rows for the number after the last.
    pub(super) fn rows_before(&self, number: usize) -> u64 {
        self.rows[number]
    }

    /// Opens the file for reading some columns.
    pub(super) fn open(&self, path: &Path, projection: &[usize]) -> Result<BlockReader, ArrowError> {
        let (mut file, schema) = (File::open(path)?, self.schema.clone());
        let mut decoder = FileDecoder::new(schema, self.version).with_projection(projection.to_vec());
        for block in &self.dictionaries {
            let bytes = read(&mut file, block, Vec::new())?;
            decoder.read_dictionary(block, &bytes)?;
        }
        Ok(BlockReader { file, decoder, bytes: Buffer::default() })
    }

    /// Reads a batch; `None` if the block has none.
    pub(super) fn read(
        &self,
        number: usize,
        reader: &mut BlockReader,
    ) -> Result<Option<RecordBatch>, ArrowError> {
        let block = &self.batches[number];
        let memory = std::mem::take(&mut reader.bytes).into_vec().unwrap_or_default();
        reader.bytes = read(&mut reader.file, block, memory)?;
        reader.decoder.read_record_batch(block, &reader.bytes)
    }
}

/// Reads a block, into memory that is used again.
fn read(file: &mut File, block: &Block, mut memory: Vec<u8>) -> Result<Buffer, ArrowError> {
    let (metadata, body) = (length(block.metaDataLength().into())?, length(block.bodyLength())?);
    read_range(file, block, metadata.saturating_add(body), &mut memory)?;
    Ok(Buffer::from_vec(memory))
}

fn read_range(file: &mut File, block: &Block, length: u64, memory: &mut Vec<u8>) -> Result<(), ArrowError> {
    memory.clear();
    file.seek(SeekFrom::Start(self::length(block.offset())?))?;
    let found = file.take(length).read_to_end(memory)? as u64;
    // A message has a marker, its length and its header.
    match found == length && found >= 8 {
        true => Ok(()),
        false => Err(invalid("block", &"it ends too early")),
    }
}

/// Returns the number of rows of a batch, from its metadata.
fn rows_of(file: &mut File, block: &Block) -> Result<u64, ArrowError> {
    let mut metadata = Vec::new();
    read_range(file, block, length(block.metaDataLength().into())?, &mut metadata)?;
    let start = if metadata[..4] == [0xff; 4] { 8 } else { 4 };
    let message = root_as_message(&metadata[start..]).map_err(|error| invalid("message", &error))?;
    message.header_as_record_batch().map_or(Ok(0), |batch| length(batch.length()))
}

fn length(length: i64) -> Result<u64, ArrowError> {
    u64::try_from(length).map_err(|_| invalid("length", &length))
}

fn invalid(what: &str, error: &dyn std::fmt::Display) -> ArrowError {
    ArrowError::ParseError(format!("invalid {what}: {error}"))
}
