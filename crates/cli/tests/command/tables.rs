//! Tables of calls. The files in `tests/tables` hold the same 150 calls; `crates/columns/examples/fleet.rs`
//! wrote them, with `150 calls 3 --flaws`.

use crate::{Ran, lifecycle};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables");

fn calls(format: &str) -> String {
    format!("{FOLDER}/calls.{format}")
}

const NEWER: [&str; 5] = ["backtest", "--baseline", "ecs-2024-11-14", "--policy", "ecs-2025-12-03"];

/// The words of a run, and the values of its lines of JSON. Lines break elsewhere where a row is meant, and JSON
/// has another order of members.
#[cfg(feature = "columns")]
fn words(ran: &Ran) -> Vec<String> {
    let of_line = |line: &str| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) if value.is_object() => vec![value.to_string()],
        _ => line.split_whitespace().map(str::to_owned).collect(),
    };
    ran.show().lines().flat_map(of_line).collect()
}

/// A run about lines, as it would be about rows.
#[cfg(feature = "columns")]
fn of_rows(ran: Ran) -> Ran {
    let text = ran.stdout.replace("on line ", "in row ").replace("\"Line\":", "\"Row\":");
    let lines = text.lines().map(|line| match line.strip_prefix("line ") {
        Some(rest) => format!("row {rest}\n"),
        None => format!("{line}\n"),
    });
    Ran { stdout: lines.collect(), ..ran }
}

#[cfg(feature = "columns")]
#[test]
fn a_backtest_of_a_table_is_that_of_the_same_lines() {
    for options in [&[][..], &["--format", "json"]] {
        let lines = of_rows(lifecycle(&[&NEWER, options, &[&calls("ndjson")]].concat(), ""));
        assert_eq!(lines.status, Some(2), "some calls are unreadable");
        for (format, threads) in [("parquet", "1"), ("parquet", "2"), ("arrow", "1"), ("arrow", "2")] {
            let file = calls(format);
            let rows = lifecycle(&[&NEWER, options, &["--threads", threads, &file]].concat(), "");
            assert_eq!(words(&rows), words(&lines), "{format}");
            assert_eq!(rows.status, lines.status);
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn the_plans_of_a_table_are_those_of_the_same_lines() {
    for command in ["plan", "explain"] {
        for options in
            [&["--format", "json"][..], &["--format", "table"], &["--only", "refused"], &["--strict"]]
        {
            let lines = of_rows(lifecycle(&[&[command], options, &[&calls("ndjson")]].concat(), ""));
            for format in ["parquet", "arrow"] {
                let rows = lifecycle(&[&[command], options, &[&calls(format)]].concat(), "");
                assert_eq!(words(&rows), words(&lines), "{command} {options:?} {format}");
                assert_eq!(rows.status, lines.status);
            }
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn an_operation_with_a_table_admits_no_other() {
    let ran = lifecycle(&["plan", "StopInstance", "--format", "json", &calls("parquet")], "");
    let text = ran.show();
    assert!(text.contains("expected operation `StopInstance`, found `StartInstance`"), "{text}");
    assert_eq!(ran.status, Some(2));
}

/// The text without its line breaks.
fn unwrapped(ran: &Ran) -> String {
    ran.show().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_table_that_is_not_read_is_named() {
    let expected = match cfg!(feature = "columns") {
        true => "only `plan`, `explain` and `backtest` read tables",
        false => "tables are read by a `lifecycle` that is built with `--features columns`",
    };
    for (format, name) in [("parquet", "a Parquet file"), ("arrow", "an Arrow file")] {
        let file = calls(format);
        let ran = lifecycle(&["status", &file], "");
        let message = format!("cannot read `{file}`: {name}; {expected}");
        assert!(unwrapped(&ran).contains(&message), "{}", ran.show());
        assert_eq!(ran.status, Some(2));
        if cfg!(not(feature = "columns")) {
            let ran = lifecycle(&[&NEWER[..], &[&file]].concat(), "");
            assert!(unwrapped(&ran).contains(&message), "{}", ran.show());
            assert_eq!(ran.status, Some(2));
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn a_broken_table_is_unreadable() {
    use crate::policy_files::Written;

    for start in ["PAR1", "ARROW1\0\0"] {
        let file = Written::new("calls", &format!("{start}0123456789"));
        let ran = lifecycle(&[&NEWER[..], &[file.name()]].concat(), "");
        assert!(ran.show().contains("cannot read "), "{}", ran.show());
        assert_eq!(ran.status, Some(2));
    }
}

/// The calls of the Arrow file four times, as the batches of other files.
#[cfg(feature = "columns")]
mod rewritten {
    use super::{NEWER, calls, of_rows, words};
    use crate::lifecycle;
    use crate::policy_files::Written;
    use arrow_buffer::NullBuffer;
    use arrow_ipc::reader::FileReader;
    use arrow_ipc::writer::{FileWriter, StreamWriter};
    use instance_lifecycle_cli::run_in_memory;
    use instance_lifecycle_columns::arrow_array::builder::{ListBuilder, StringBuilder};
    use instance_lifecycle_columns::arrow_array::cast::AsArray;
    use instance_lifecycle_columns::arrow_array::types::Int32Type;
    use instance_lifecycle_columns::arrow_array::{
        Array, ArrayRef, DictionaryArray, RecordBatch, StructArray,
    };
    use instance_lifecycle_columns::arrow_schema::{DataType, Field};
    use parquet::arrow::ArrowWriter;
    use parquet::basic::{Compression, GzipLevel, ZstdLevel};
    use parquet::file::properties::WriterProperties;
    use std::ffi::OsString;
    use std::fs::{self, File};
    use std::sync::Arc;

    const TIMES: usize = 4;

    fn read() -> RecordBatch {
        let file = File::open(calls("arrow")).expect("the file is there");
        let batch = FileReader::try_new(file, None).expect("an Arrow file").next().expect("a batch");
        batch.expect("it can be read")
    }

    fn table(columns: impl IntoIterator<Item = (String, ArrayRef)>) -> RecordBatch {
        let columns = columns.into_iter().map(|(name, array)| (name, array, true));
        RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
    }

    fn columns(batch: &RecordBatch) -> Vec<(String, ArrayRef)> {
        let names = batch.schema_ref().fields().iter().map(|field| field.name().clone());
        names.zip(batch.columns().iter().map(Arc::clone)).collect()
    }

    fn with_dictionaries(batch: &RecordBatch) -> RecordBatch {
        table(columns(batch).into_iter().map(|(name, array)| match array.data_type() {
            DataType::Utf8 => {
                let texts = array.as_string::<i32>().iter().collect::<DictionaryArray<Int32Type>>();
                (name, Arc::new(texts) as ArrayRef)
            }
            _ => (name, array),
        }))
    }

    fn structs(columns: Vec<(String, ArrayRef)>, nulls: Option<NullBuffer>) -> ArrayRef {
        let (fields, arrays): (Vec<_>, Vec<_>) = columns
            .into_iter()
            .map(|(name, array)| (Field::new(name, array.data_type().clone(), true), array))
            .unzip();
        Arc::new(StructArray::new(fields.into(), arrays, nulls))
    }

    /// The columns in structs for the record, the environment and the request, with lists of locks.
    fn nested(batch: &RecordBatch) -> RecordBatch {
        let mut parts = ["Instance", "Environment", "Request"].map(|part| (part, Vec::new()));
        for (name, array) in columns(batch) {
            let (part, name) = match name.split_once('.') {
                Some(("Environment", name)) => (1, name),
                Some(("Request", name)) => (2, name),
                _ => (if name == "Action" { 2 } else { 0 }, name.as_str()),
            };
            parts[part].1.push(match name.split_once('.') {
                Some((outer, inner)) => (outer.to_owned(), structs(vec![(inner.to_owned(), array)], None)),
                None if name == "OperationLocks" => {
                    let mut lists = ListBuilder::new(StringBuilder::new());
                    for lock in array.as_string::<i32>() {
                        lock.into_iter().for_each(|lock| lists.values().append_value(lock));
                        lists.append(lock.is_some());
                    }
                    (name.to_owned(), Arc::new(lists.finish()) as ArrayRef)
                }
                None => (name.to_owned(), array),
            });
        }
        let of_records = batch.column_by_name("InstanceId").and_then(|ids| ids.nulls().cloned());
        table(parts.map(|(part, columns)| {
            let nulls = of_records.clone().filter(|_| part == "Instance");
            (part.to_owned(), structs(columns, nulls))
        }))
    }

    fn batches(batch: &RecordBatch) -> Vec<RecordBatch> {
        let of = |_| [(0, 40), (40, 1), (41, 0), (41, 109)].map(|(start, length)| batch.slice(start, length));
        (0..TIMES).flat_map(of).collect()
    }

    fn parquet(batches: &[RecordBatch], has_dictionaries: bool, compression: Compression) -> Vec<u8> {
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(64));
        let properties =
            properties.set_dictionary_enabled(has_dictionaries).set_compression(compression).build();
        let writer = ArrowWriter::try_new(Vec::new(), batches[0].schema(), Some(properties));
        let mut writer = writer.expect("a schema of Parquet");
        batches.iter().for_each(|batch| writer.write(batch).expect("memory"));
        writer.into_inner().expect("memory")
    }

    /// The readers of Arrow panic on some of these files.
    #[test]
    fn a_file_with_a_wrong_byte_is_answered_or_unreadable() {
        let few = read().slice(0, 8);
        let mut file = FileWriter::try_new(Vec::new(), &few.schema()).expect("a schema of Arrow");
        let mut stream = StreamWriter::try_new(Vec::new(), &few.schema()).expect("a schema of Arrow");
        file.write(&few).expect("memory");
        stream.write(&few).expect("memory");
        let files = [
            file.into_inner().expect("memory"),
            stream.into_inner().expect("memory"),
            parquet(&[few], true, Compression::UNCOMPRESSED),
        ];
        for (number, bytes) in files.into_iter().enumerate() {
            let mut unreadable = 0;
            for place in (0..bytes.len()).step_by(11) {
                let mut wrong = bytes.clone();
                wrong[place] ^= 0xff;
                let file = Written::new("wrong", &wrong);
                let arguments = ["lifecycle"].iter().chain(&NEWER).copied().chain([file.name()]);
                let ran = run_in_memory(arguments.map(OsString::from), Vec::new());
                let errors = String::from_utf8_lossy(&ran.errors);
                assert!(ran.status <= 2, "file {number}, byte {place}: {errors}");
                unreadable += usize::from(errors.starts_with("error: cannot read "));
            }
            assert!(unreadable > 0, "file {number}");
        }
    }

    /// More unreadable rows than are named are there.
    #[test]
    fn a_backtest_of_many_batches_is_that_of_the_same_lines_in_any_form() {
        let (flat, nested) = (batches(&with_dictionaries(&read())), batches(&nested(&read())));
        let schema = flat[0].schema();
        let mut file = FileWriter::try_new(Vec::new(), &schema).expect("a schema of Arrow");
        let mut stream = StreamWriter::try_new(Vec::new(), &schema).expect("a schema of Arrow");
        for batch in &flat {
            file.write(batch).expect("memory");
            stream.write(batch).expect("memory");
        }
        let files = [
            ("arrow", file.into_inner().expect("memory")),
            ("stream", stream.into_inner().expect("memory")),
            ("parquet", parquet(&flat, true, Compression::SNAPPY)),
            ("gzip", parquet(&flat, true, Compression::GZIP(GzipLevel::default()))),
            ("lz4", parquet(&flat, true, Compression::LZ4_RAW)),
            ("plain", parquet(&flat, false, Compression::UNCOMPRESSED)),
            ("nested", parquet(&nested, true, Compression::ZSTD(ZstdLevel::default()))),
        ];
        let lines = fs::read_to_string(calls("ndjson")).expect("the file is there").repeat(TIMES);
        let lines = of_rows(lifecycle(&NEWER, &lines));
        assert!(lines.stdout.contains("unreadable"), "{}", lines.show());
        for (name, bytes) in files {
            let file = Written::new(&format!("calls.{name}"), &bytes);
            for threads in ["1", "2", "5"] {
                let rows = lifecycle(&[&NEWER[..], &["--threads", threads, file.name()]].concat(), "");
                assert_eq!(words(&rows), words(&lines), "{name}, {threads} threads");
                assert_eq!(rows.status, lines.status);
            }
        }
    }
}
