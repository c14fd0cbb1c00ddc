//! Figures of decisions over columns: see `benches/README.md` beside this file.
//!
//! ```sh
//! cargo run --release -p instance-lifecycle-columns --example figures -- /tmp/calls.parquet
//! cargo run --release -p instance-lifecycle-columns --example figures -- --sql   # the rows as SQL
//! ```

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use instance_lifecycle::rules::Verdict;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute};
use instance_lifecycle::{Operation, Policy, Revision};
use instance_lifecycle_columns::{ColumnUse, Decider, Differ, Encoded, Reader, column_use};
use instance_lifecycle_wire::Defaults;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::error::Error;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

const BATCH: usize = 1 << 14;
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let argument = std::env::args().nth(1).ok_or("usage: figures FILE.parquet, or figures --sql")?;
    let policies = [Policy::documented(), Policy::ecs(Revision::V2025_12_03)];
    if argument == "--sql" {
        for policy in &policies {
            println!("{}", sql(policy));
        }
        return Ok(());
    }
    let path = Path::new(&argument);
    let [texts, dictionaries] = [false, true].map(|with| load(path, with));
    let (texts, dictionaries) = (texts?, dictionaries?);
    let rows: usize = texts.iter().map(RecordBatch::num_rows).sum();
    let mut reader = Reader::new(texts[0].schema_ref(), Defaults::default())?;
    let encoded: Vec<Encoded> = texts.iter().map(|batch| reader.encode(batch)).collect::<Result<_, _>>()?;
    let mut distinct: Vec<u32> = encoded.iter().flat_map(|it| it.cases().iter().copied()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    println!("{rows} calls, {} distinct cases, {} columns", distinct.len(), texts[0].num_columns());
    println!("{} calls are decided by another rule", other_rules(&encoded, &policies));
    measure("encoded columns -> grouped difference of two policies", rows, || {
        let mut differ = differ(&policies);
        encoded.iter().for_each(|encoded| differ.count(encoded, 1));
        differ.groups().num_rows()
    });
    measure("encoded columns -> difference by row, eight columns", rows, || {
        let mut differ = differ(&policies);
        encoded.iter().map(|encoded| differ.compare(encoded).num_rows()).sum()
    });
    measure("encoded columns -> answers of one policy, ten columns", rows, || {
        let mut decider = Decider::new(policies[0].clone());
        encoded.iter().map(|encoded| decider.decide(encoded).num_rows()).sum()
    });
    for (name, batches) in [("texts", &texts), ("dictionaries", &dictionaries)] {
        measure(&format!("Arrow, {name} -> encoded"), rows, || {
            let Ok(mut reader) = Reader::new(batches[0].schema_ref(), Defaults::default()) else { return 0 };
            batches.iter().filter_map(|batch| reader.encode(batch).ok()).map(|encoded| encoded.len()).sum()
        });
        measure(&format!("Arrow, {name} -> grouped difference of two policies"), rows, || {
            grouped(batches.iter().cloned(), &policies)
        });
    }
    drop((texts, dictionaries, encoded));
    measure("Parquet -> grouped difference of two policies", rows, || {
        open(path, true).map_or(0, |batches| grouped(batches, &policies))
    });
    measure("Parquet -> batches, without deciding", rows, || {
        open(path, true).map_or(0, |batches| batches.map(|batch| batch.num_rows()).sum())
    });
    println!("largest resident memory: {} MB", peak());
    Ok(())
}

fn differ(policies: &[Policy; 2]) -> Differ {
    Differ::new(&policies[0], &policies[1]).expect("no custom attributes")
}

/// The number of calls that another rule decides.
fn other_rules(encoded: &[Encoded], policies: &[Policy; 2]) -> usize {
    let mut differ = differ(policies);
    let other = |encoded: &Encoded| {
        let compared = differ.compare(encoded);
        let [old, new] = ["BaselineRule", "PolicyRule"].map(|name| {
            let rules = compared.column_by_name(name).expect("a column of comparisons");
            let rules = rules.as_dictionary::<Int32Type>().downcast_dict::<StringArray>().expect("texts");
            rules.into_iter().map(|rule| rule.map(str::to_owned)).collect::<Vec<_>>()
        });
        old.iter().zip(&new).filter(|(old, new)| old != new).count()
    };
    encoded.iter().map(other).sum()
}

fn grouped(batches: impl Iterator<Item = RecordBatch>, policies: &[Policy; 2]) -> usize {
    let mut differ = differ(policies);
    let (mut reader, mut first) = (None, 1);
    for batch in batches {
        let reader = reader.get_or_insert_with(|| {
            Reader::new(batch.schema_ref(), Defaults::default()).expect("a table of calls")
        });
        let encoded = reader.encode(&batch).expect("a batch of the schema");
        differ.count(&encoded, first);
        first += encoded.len() as u64;
    }
    differ.groups().num_rows()
}

/// Prints the calls a second of CPU time: the median of the runs with its range. A second argument is a part of the
/// names of those that are measured.
fn measure(name: &str, rows: usize, mut run: impl FnMut() -> usize) {
    if std::env::args().nth(2).is_some_and(|part| !name.contains(&part)) {
        return;
    }
    let mut rates: Vec<f64> = (0..RUNS)
        .map(|_| {
            let (start, wall) = (cpu(), Instant::now());
            let result = run();
            assert!(result > 0, "{name}: nothing was done");
            let spent = cpu().zip(start).map(|(end, start)| end - start);
            rows as f64 / 1e6 / spent.unwrap_or(wall.elapsed().as_secs_f64())
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    let (low, median, high) = (rates[0], rates[RUNS / 2], rates[RUNS - 1]);
    println!("{median:8.1} M calls/s ({low:.1} to {high:.1})  {name}");
}

/// The CPU time of the process in seconds, where Linux counts it.
fn cpu() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<u64>().ok()? as f64 / 1e9)
}

/// The largest resident memory in megabytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn load(path: &Path, with_dictionaries: bool) -> Result<Vec<RecordBatch>, Box<dyn Error>> {
    Ok(open(path, with_dictionaries)?.collect())
}

/// Returns the batches of a file, with the columns that are read; texts as dictionaries if asked for.
fn open(path: &Path, with_dictionaries: bool) -> Result<impl Iterator<Item = RecordBatch>, Box<dyn Error>> {
    let file = File::open(path)?;
    let policy = Policy::documented();
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let used = |name: &str| match name {
        "InstanceId" => ColumnUse::Unread,
        name => column_use(&[name], policy.attributes()),
    };
    let schema: SchemaRef = match with_dictionaries {
        true => {
            let fields = metadata.schema().fields().iter().map(|field| match field.data_type() {
                DataType::Utf8 if used(field.name()) != ColumnUse::Unread => {
                    let dictionary =
                        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Arc::new(Field::clone(field).with_data_type(dictionary))
                }
                _ => Arc::clone(field),
            });
            Arc::new(Schema::new(fields.collect::<Vec<_>>()))
        }
        false => Arc::clone(metadata.schema()),
    };
    let read: Vec<usize> = (0..schema.fields().len())
        .filter(|&number| used(schema.field(number).name()) != ColumnUse::Unread)
        .collect();
    let options = ArrowReaderOptions::new().with_schema(schema);
    let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), read);
    let reader = builder.with_projection(mask).with_batch_size(BATCH).build()?;
    Ok(reader.map(|batch| batch.expect("the file can be read")))
}

/// Returns the rule of each call of the fleet as a `CASE` of SQL: the rows of all operations in their order.
/// A column that the fleet does not have stands at its default.
fn sql(policy: &Policy) -> String {
    let mut cases = Vec::new();
    for operation in Operation::ALL {
        for row in policy.rows(*operation) {
            if matches!(row.then, Verdict::Warn(_)) {
                continue;
            }
            let conditions: Option<Vec<String>> = ATTRIBUTES
                .iter()
                .filter(|attribute| row.when.reads(attribute.field))
                .map(|attribute| condition(attribute, row.when.admits(attribute.field)))
                .collect();
            let Some(conditions) = conditions else { continue };
            let all = conditions.into_iter().filter(|condition| !condition.is_empty());
            let all: Vec<String> = [format!("\"Action\" = '{operation}'")].into_iter().chain(all).collect();
            cases.push(format!("WHEN {} THEN '{}'", all.join(" AND "), row.rule));
        }
    }
    format!("CASE {} END", cases.join(" "))
}

/// Returns the condition that an attribute has one of some values; empty if it is always true, and `None` if it
/// is never true.
fn condition(attribute: &Attribute, admitted: u64) -> Option<String> {
    let column = match attribute.name {
        "status" => "coalesce(\"Status\", 'Released')".to_owned(),
        "charge_type" => "coalesce(\"InstanceChargeType\", 'PostPaid')".to_owned(),
        "network_type" => "coalesce(\"InstanceNetworkType\", 'vpc')".to_owned(),
        "spot_strategy" => "coalesce(\"SpotStrategy\", 'NoSpot')".to_owned(),
        "stopped_mode" => "coalesce(\"StoppedMode\", 'Not-applicable')".to_owned(),
        "request.stopped_mode" => "coalesce(\"Request.StoppedMode\", 'Absent')".to_owned(),
        "hibernation_configured" => flag("coalesce(\"HibernationOptions.Configured\", false)"),
        "deletion_protection" => flag("coalesce(\"DeletionProtection\", false)"),
        "auto_release_time" => flag("\"AutoReleaseTime\" IS NOT NULL"),
        "request.force_stop" | "request.delete_force_stop" => flag("coalesce(\"Request.ForceStop\", false)"),
        "request.dry_run" => flag("coalesce(\"Request.DryRun\", false)"),
        "stock" => "coalesce(\"Environment.Stock\", 'Available')".to_owned(),
        "balance" => "coalesce(\"Environment.Balance\", 'Sufficient')".to_owned(),
        "locks.security" | "locks.financial" | "locks.recycling" => {
            let lock = &attribute.name["locks.".len()..];
            flag(&format!("coalesce(lower(\"OperationLocks\"), '') = '{lock}'"))
        }
        "local_storage" => flag("coalesce(\"LocalStorageAmount\", 0) > 0"),
        "gpu" => flag("coalesce(\"GPUAmount\", 0) > 0"),
        "burstable" => family(&["t6-c1m2"]),
        "persistent_memory" => family(&["re6p"]),
        "sealed_data" => family(&["g7t"]),
        "family_i1" => family(&["i1"]),
        "local_ssd" => family(&["i1", "i2"]),
        "elastic_address" => flag("\"EipAddress\" IS NOT NULL"),
        "static_address" => {
            "CASE WHEN \"PublicIpAddress\" IS NULL THEN 'None' ELSE \"InternetChargeType\" END".to_owned()
        }
        // The columns of the fleet leave the attribute at its default.
        _ => return (admitted >> attribute.default & 1 == 1).then(String::new),
    };
    let values = (0..attribute.values.len()).filter(|value| admitted >> value & 1 == 1);
    let values: Vec<String> = values.map(|value| format!("'{}'", attribute.values[value])).collect();
    Some(format!("{column} IN ({})", values.join(", ")))
}

/// The condition that an instance is of one of some families.
fn family(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    flag(&format!("coalesce(split_part(\"InstanceType\", '.', 2), '') IN ({})", names.join(", ")))
}

fn flag(condition: &str) -> String {
    format!("CASE WHEN {condition} THEN 'Yes' ELSE 'No' END")
}
