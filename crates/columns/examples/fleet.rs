//! Writes the calls of an invented fleet as tables and as lines of JSON, the same calls in each file.
//!
//! ```sh
//! cargo run --release -p instance-lifecycle-columns --example fleet -- 10000000 /tmp/calls
//! ```
//!
//! writes `/tmp/calls.parquet`, `/tmp/calls.arrow` and `/tmp/calls.ndjson`. A third argument is the seed, and
//! `--no-lines` leaves the lines out, `--flaws` makes 2 % of the calls unreadable. The mix is that of a fleet at work: most calls stop, start or reboot
//! ordinary pay-as-you-go instances; few instances are locked, spot, burstable, or have local disks or GPUs;
//! some calls come in the wrong status, and one in 100,000 has a status that does not exist.

use arrow_array::builder::{BooleanBuilder, Int32Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use serde_json::{Map, Value};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;

/// The number of calls that are generated at once, and of a row group.
const CHUNK: usize = 1 << 16;
const ROW_GROUP: usize = 1 << 18;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    let has_lines = !has("--no-lines");
    let mut places = arguments.iter().filter(|argument| !argument.starts_with("--"));
    let (Some(calls), Some(path)) = (places.next(), places.next()) else {
        return Err("usage: fleet CALLS PATH [SEED] [--no-lines] [--flaws]".into());
    };
    let calls: usize = calls.parse()?;
    let seed = places.next().map_or(Ok(1), |seed| seed.parse())?;
    let mut fleet = Fleet::new((calls / 40).clamp(20, 250_000), seed);
    fleet.has_flaws = has("--flaws");
    let mut random = Random(seed ^ 0x5eed);
    let schema = table(&[]).schema();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .build();
    let parquet = File::create(format!("{path}.parquet"))?;
    let mut parquet = ArrowWriter::try_new(parquet, Arc::clone(&schema), Some(properties))?;
    let mut arrow = FileWriter::try_new(BufWriter::new(File::create(format!("{path}.arrow"))?), &schema)?;
    let mut lines = match has_lines {
        true => Some(BufWriter::new(File::create(format!("{path}.ndjson"))?)),
        false => None,
    };
    let mut left = calls;
    while left > 0 {
        let chunk: Vec<Call<'_>> = (0..CHUNK.min(left)).map(|_| fleet.call(&mut random)).collect();
        let batch = table(&chunk);
        parquet.write(&batch)?;
        arrow.write(&batch)?;
        if let Some(lines) = &mut lines {
            for call in &chunk {
                serde_json::to_writer(&mut *lines, &call.case())?;
                lines.write_all(b"\n")?;
            }
        }
        left -= chunk.len();
    }
    parquet.close()?;
    arrow.finish()?;
    Ok(())
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    /// Whether one of a thousand, as often as said.
    fn permille(&mut self, of: usize) -> bool {
        self.below(1000) < of
    }

    /// One of some values, by their weights.
    fn weighted<T: Copy>(&mut self, values: &[(T, usize)]) -> T {
        let mut left = self.below(values.iter().map(|(_, weight)| weight).sum());
        for (value, weight) in values {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        values[0].0
    }
}

/// An instance, without what changes from call to call.
struct Instance {
    id: String,
    host: String,
    instance_type: String,
    vpc: Option<String>,
    charge_type: &'static str,
    network_type: &'static str,
    spot_strategy: &'static str,
    lock: Option<&'static str>,
    hibernation: bool,
    protection: bool,
    release: Option<String>,
    public: Option<String>,
    elastic: Option<String>,
    billed: &'static str,
    bandwidth: i32,
    gpus: i32,
    disks: i32,
}

struct Fleet {
    instances: Vec<Instance>,
    has_flaws: bool,
}

/// A call: an instance, unless the call creates one, and the request.
struct Call<'f> {
    instance: Option<&'f Instance>,
    status: &'static str,
    stopped_mode: Option<&'static str>,
    action: &'static str,
    requested_mode: Option<&'static str>,
    force: Option<bool>,
    dry_run: Option<bool>,
    amount: Option<i32>,
    stock: Option<&'static str>,
    balance: Option<&'static str>,
}

impl Fleet {
    fn new(instances: usize, seed: u64) -> Self {
        let mut random = Random(seed);
        let instances = (0..instances).map(|number| Instance::new(number, &mut random)).collect();
        Self { instances, has_flaws: false }
    }

    fn call(&self, random: &mut Random) -> Call<'_> {
        let action = random.weighted(&[
            ("StopInstance", 350),
            ("StartInstance", 300),
            ("RebootInstance", 180),
            ("DeleteInstance", 110),
            ("RunInstances", 40),
            ("ReActivateInstances", 20),
        ]);
        let instance = &self.instances[random.below(self.instances.len())];
        let usual = match action {
            "StartInstance" | "DeleteInstance" => "Stopped",
            _ => "Running",
        };
        let status = match random.permille(900) {
            _ if self.has_flaws && random.permille(20) => "Asleep",
            true => usual,
            false if random.below(10_000) == 0 => "Asleep",
            false => random.weighted(&[
                ("Running", 5),
                ("Stopped", 5),
                ("Starting", 2),
                ("Stopping", 2),
                ("Pending", 1),
            ]),
        };
        let stopped_mode = (status == "Stopped")
            .then(|| random.weighted(&[("KeepCharging", 6), ("StopCharging", 3), ("Not-applicable", 1)]));
        let stops = action == "StopInstance";
        let forces = matches!(action, "StopInstance" | "RebootInstance" | "DeleteInstance");
        Call {
            instance: (action != "RunInstances" && !random.permille(5)).then_some(instance),
            status,
            stopped_mode,
            action,
            requested_mode: (stops && random.permille(400))
                .then(|| random.weighted(&[("StopCharging", 7), ("KeepCharging", 3)])),
            force: (forces && random.permille(150)).then(|| random.permille(700)),
            dry_run: (action != "RunInstances" && action != "ReActivateInstances" && random.permille(20))
                .then_some(true),
            amount: (action == "RunInstances")
                .then(|| random.weighted(&[(1, 80), (2, 10), (10, 9), (100, 1)])),
            stock: random.permille(8).then_some("SoldOut"),
            balance: random.permille(4).then_some("Insufficient"),
        }
    }
}

impl Instance {
    fn new(number: usize, random: &mut Random) -> Self {
        let family = random.weighted(&[
            ("g7", 300),
            ("c7", 200),
            ("r7", 120),
            ("g6", 100),
            ("c6", 80),
            ("g8i", 60),
            ("t6-c1m2", 40),
            ("i2", 20),
            ("d2s", 8),
            ("gn6i-c4g1", 10),
            ("gn7i", 6),
            ("re6p", 2),
            ("g7t", 4),
            ("i1", 1),
        ]);
        let size = random.weighted(&[
            ("large", 40),
            ("xlarge", 30),
            ("2xlarge", 20),
            ("4xlarge", 8),
            ("8xlarge", 2),
        ]);
        let charge_type = random.weighted(&[("PostPaid", 75), ("PrePaid", 25)]);
        let is_spot = charge_type == "PostPaid" && random.permille(80);
        let network_type = random.weighted(&[("vpc", 97), ("classic", 3)]);
        let address = |number: usize, net: &str| format!("{net}.{}.{}", number / 250 % 250, number % 250 + 1);
        let public = random.permille(300).then(|| address(number, "203.0"));
        Self {
            id: format!("i-bp1{number:015}"),
            host: format!("host-{number}"),
            instance_type: format!("ecs.{family}.{size}"),
            vpc: (network_type == "vpc").then(|| format!("vpc-bp1{:010}", number % 300)),
            charge_type,
            network_type,
            spot_strategy: if is_spot { "SpotAsPriceGo" } else { "NoSpot" },
            lock: random
                .permille(12)
                .then(|| random.weighted(&[("financial", 7), ("security", 2), ("Recycling", 1)])),
            hibernation: random.permille(30),
            protection: random.permille(100),
            release: random
                .permille(40)
                .then(|| format!("2026-{:02}-{:02}T00:00Z", number % 12 + 1, number % 28 + 1)),
            elastic: (public.is_none() && random.permille(200)).then(|| address(number, "198.51")),
            bandwidth: if public.is_some() { [1, 5, 10, 100][random.below(4)] } else { 0 },
            public,
            billed: random.weighted(&[("PayByTraffic", 8), ("PayByBandwidth", 2)]),
            gpus: i32::from(family.starts_with("gn")),
            disks: i32::from(matches!(family, "i2" | "i1" | "d2s")),
        }
    }
}

/// The columns of a table: the values of each call.
fn table(calls: &[Call<'_>]) -> RecordBatch {
    let texts = |of: &dyn Fn(&Call<'_>) -> Option<String>| -> ArrayRef {
        let mut builder = StringBuilder::new();
        calls.iter().for_each(|call| builder.append_option(of(call)));
        Arc::new(builder.finish())
    };
    let flags = |of: &dyn Fn(&Call<'_>) -> Option<bool>| -> ArrayRef {
        let mut builder = BooleanBuilder::new();
        calls.iter().for_each(|call| builder.append_option(of(call)));
        Arc::new(builder.finish())
    };
    let numbers = |of: &dyn Fn(&Call<'_>) -> Option<i32>| -> ArrayRef {
        let mut builder = Int32Builder::new();
        calls.iter().for_each(|call| builder.append_option(of(call)));
        Arc::new(builder.finish())
    };
    let owned = |text: &str| text.to_owned();
    let columns = [
        ("Action", texts(&|it| Some(it.action.to_owned()))),
        ("Request.StoppedMode", texts(&|it| it.requested_mode.map(owned))),
        ("Request.ForceStop", flags(&|it| it.force)),
        ("Request.DryRun", flags(&|it| it.dry_run)),
        ("Request.Amount", numbers(&|it| it.amount)),
        ("InstanceId", texts(&|it| it.instance.map(|it| it.id.clone()))),
        ("HostName", texts(&|it| it.instance.map(|it| it.host.clone()))),
        ("Status", texts(&|it| it.instance.map(|_| it.status.to_owned()))),
        ("InstanceType", texts(&|it| it.instance.map(|it| it.instance_type.clone()))),
        ("InstanceChargeType", texts(&|it| it.instance.map(|it| it.charge_type.to_owned()))),
        ("InstanceNetworkType", texts(&|it| it.instance.map(|it| it.network_type.to_owned()))),
        ("VpcAttributes.VpcId", texts(&|it| it.instance.and_then(|it| it.vpc.clone()))),
        ("SpotStrategy", texts(&|it| it.instance.map(|it| it.spot_strategy.to_owned()))),
        ("OperationLocks", texts(&|it| it.instance.and_then(|it| it.lock.map(owned)))),
        ("StoppedMode", texts(&|it| it.instance.and_then(|_| it.stopped_mode.map(owned)))),
        ("HibernationOptions.Configured", flags(&|it| it.instance.map(|it| it.hibernation))),
        ("DeletionProtection", flags(&|it| it.instance.map(|it| it.protection))),
        ("AutoReleaseTime", texts(&|it| it.instance.and_then(|it| it.release.clone()))),
        ("PublicIpAddress", texts(&|it| it.instance.and_then(|it| it.public.clone()))),
        ("EipAddress", texts(&|it| it.instance.and_then(|it| it.elastic.clone()))),
        ("InternetChargeType", texts(&|it| it.instance.map(|it| it.billed.to_owned()))),
        ("InternetMaxBandwidthOut", numbers(&|it| it.instance.map(|it| it.bandwidth))),
        ("GPUAmount", numbers(&|it| it.instance.map(|it| it.gpus))),
        ("LocalStorageAmount", numbers(&|it| it.instance.map(|it| it.disks))),
        ("Environment.Stock", texts(&|it| it.stock.map(owned))),
        ("Environment.Balance", texts(&|it| it.balance.map(owned))),
    ];
    let columns = columns.map(|(name, array)| (name, array, true));
    RecordBatch::try_from_iter_with_nullable(columns).expect("columns of one length")
}

impl Call<'_> {
    /// The call as a case.
    fn case(&self) -> Value {
        let object = |members: Vec<(&str, Option<Value>)>| {
            let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            present.collect::<Map<String, Value>>()
        };
        let text = |text: &str| Some(Value::from(text));
        let owned = |text: &Option<String>| text.clone().map(Value::from);
        let record = self.instance.map(|it| {
            let inner = |name: &str, value: Option<Value>| {
                value.map(|value| Value::Object(object(vec![(name, Some(value))])))
            };
            Value::Object(object(vec![
                ("InstanceId", text(&it.id)),
                ("HostName", text(&it.host)),
                ("Status", text(self.status)),
                ("InstanceType", text(&it.instance_type)),
                ("InstanceChargeType", text(it.charge_type)),
                ("InstanceNetworkType", text(it.network_type)),
                ("VpcAttributes", inner("VpcId", owned(&it.vpc))),
                ("SpotStrategy", text(it.spot_strategy)),
                ("OperationLocks", it.lock.map(Value::from)),
                ("StoppedMode", self.stopped_mode.map(Value::from)),
                ("HibernationOptions", inner("Configured", Some(it.hibernation.into()))),
                ("DeletionProtection", Some(it.protection.into())),
                ("AutoReleaseTime", owned(&it.release)),
                ("PublicIpAddress", owned(&it.public)),
                ("EipAddress", owned(&it.elastic)),
                ("InternetChargeType", text(it.billed)),
                ("InternetMaxBandwidthOut", Some(it.bandwidth.into())),
                ("GPUAmount", Some(it.gpus.into())),
                ("LocalStorageAmount", Some(it.disks.into())),
            ]))
        });
        let environment =
            object(vec![("Stock", self.stock.map(Value::from)), ("Balance", self.balance.map(Value::from))]);
        let request = object(vec![
            ("Action", text(self.action)),
            ("StoppedMode", self.requested_mode.map(Value::from)),
            ("ForceStop", self.force.map(Value::from)),
            ("DryRun", self.dry_run.map(Value::from)),
            ("Amount", self.amount.map(Value::from)),
        ]);
        Value::Object(object(vec![
            ("Instance", Some(record.unwrap_or_default())),
            ("Environment", (!environment.is_empty()).then_some(Value::Object(environment))),
            ("Request", Some(Value::Object(request))),
        ]))
    }
}
