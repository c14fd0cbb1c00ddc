//! Many distinct values, and many batches.

use crate::tables::{decide, rows_of};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
use instance_lifecycle::{Policy, Request, Revision, StopInstance};
use instance_lifecycle_columns::{Decider, Differ, Encoded, Reader};
use instance_lifecycle_wire::Defaults;
use std::sync::Arc;

/// Rows with values that come up later and later, in columns of more bits than a word has.
fn batch(first: u32, rows: u32) -> RecordBatch {
    let numbers = first..first + rows;
    let texts = |text: &dyn Fn(u32) -> Option<String>| -> ArrayRef {
        Arc::new(numbers.clone().map(text).collect::<StringArray>())
    };
    let number = |of: &dyn Fn(u32) -> u32| -> ArrayRef {
        Arc::new(numbers.clone().map(of).map(Some).collect::<UInt32Array>())
    };
    let statuses = ["Running", "Stopped", "Stopping", "Starting", "Pending"];
    let types = ["g7", "t6-c1m2", "i2", "d1", "gn6i-c4g1", "re6p", "g7t", "i1"];
    let some = |number: u32, text: &str| number.is_multiple_of(3).then(|| text.to_owned());
    RecordBatch::try_from_iter_with_nullable([
        ("Status", texts(&|n| Some(statuses[n as usize / 7 % 5].to_owned())), true),
        (
            "Action",
            texts(&|n| Some(["StopInstance", "StartInstance", "DeleteInstance"][n as usize % 3].to_owned())),
            true,
        ),
        (
            "InstanceType",
            texts(&|n| Some(format!("ecs.{}.{}large", types[n as usize / 5 % 8], n % 97 + n / 100))),
            true,
        ),
        ("InternetMaxBandwidthOut", number(&|n| n % 201), true),
        ("LocalStorageAmount", number(&|n| n / 50 % 33), true),
        ("GPUAmount", number(&|n| n / 80 % 17), true),
        ("PublicIpAddress", texts(&|n| some(n, "192.0.2.1")), true),
        ("EipAddress", texts(&|n| some(n + 1, "192.0.2.2")), true),
        ("InstanceChargeType", texts(&|n| some(n / 2, "PrePaid")), true),
        ("InternetChargeType", texts(&|n| some(n / 4, "PayByBandwidth")), true),
        ("CreditSpecification", texts(&|n| Some(format!("mode-{}", n % 300))), true),
        ("InstanceTypeFamily", texts(&|n| some(n / 11, "ecs.g7")), true),
        ("Facts.DiskStatus", texts(&|n| some(n / 5, "Incorrect")), true),
        ("Facts.Standing", texts(&|n| some(n / 9, "Restricted")), true),
    ])
    .expect("columns of one length")
}

#[test]
fn numbers_of_values_grow_over_batches() {
    let policy = Policy::documented();
    let first = batch(0, 10);
    let mut reader = Reader::new(first.schema_ref(), Defaults::default()).expect("a table of calls");
    let mut decider = Decider::new(policy.clone());
    let mut before: Option<Encoded> = None;
    for (start, rows) in [(0, 10), (10, 100), (110, 5), (5, 600), (3000, 700)] {
        let batch = batch(start, rows);
        let encoded = reader.encode(&batch).expect("a batch of the schema");
        assert_eq!(rows_of(&decider.decide(&encoded)), decide(&batch, &policy, &Defaults::default()));
        assert!(before.is_none_or(|before| before.same_cases(&encoded)));
        before = Some(encoded);
    }
}

/// Types of families with the same properties, and amounts that are positive, mean the same: one case, unless a custom
/// attribute reads the value.
#[test]
fn values_of_the_same_meaning_are_one_case() {
    let types: ArrayRef = Arc::new(StringArray::from(vec![
        "ecs.g7.large",
        "ecs.c7.8xlarge",
        "ecs.i2.large",
        "ecs.i4.xlarge",
        "",
    ]));
    let amounts: ArrayRef = Arc::new(UInt32Array::from(vec![100, 1, 5, 5, 0]));
    let status: ArrayRef = Arc::new(StringArray::from(vec!["Running"; 5]));
    let columns = [("Status", status), ("InstanceType", types), ("InternetMaxBandwidthOut", amounts)];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let request = Some(Request::from(StopInstance::DEFAULT));
    let cases = |attributes: AttributeSet| {
        let defaults = Defaults { request, attributes, ..Defaults::default() };
        let mut reader = Reader::new(batch.schema_ref(), defaults).expect("a table of records");
        reader.encode(&batch).expect("a batch of the schema").cases().to_vec()
    };
    assert_eq!(cases(AttributeSet::BUILT_IN), [0, 0, 1, 1, 2]);

    let of = |field: &str, text: &str| {
        let attribute =
            CustomAttribute::new("own", ["other", "this"], AttributeSource::Field(field.to_owned()));
        let attribute = attribute.with_text(text, "this").with_anything_else("other");
        AttributeSet::BUILT_IN.with(attribute).expect("an attribute")
    };
    assert_eq!(cases(of("InstanceType", "ecs.c7.8xlarge")), [0, 1, 2, 2, 3]);
    assert_eq!(cases(of("InternetMaxBandwidthOut", "1")), [0, 1, 2, 2, 3]);
}

/// A reader that forgets has the same answers, and so have the batches encoded before.
#[test]
fn what_is_kept_is_limited() {
    let policy = Policy::documented();
    let policies = [policy.clone(), Policy::ecs(Revision::V2025_12_03)];
    let batches: Vec<RecordBatch> = (0..6).map(|number| batch(number * 150, 150)).collect();
    let mut reader =
        Reader::new(batches[0].schema_ref(), Defaults::default()).expect("a table of calls").with_limit(200);
    let mut keeping = Reader::new(batches[0].schema_ref(), Defaults::default()).expect("a table of calls");
    let mut decider = Decider::new(policy.clone());
    let mut differs = [0; 2].map(|_| Differ::new(&policies[0], &policies[1]).expect("no custom attributes"));
    let mut all = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        let encoded = reader.encode(batch).expect("a batch of the schema");
        let expected = decide(batch, &policy, &Defaults::default());
        assert_eq!(rows_of(&decider.decide(&encoded)), expected);
        differs[0].count(&encoded, number as u64 * 150 + 1);
        differs[1].count(&keeping.encode(batch).expect("a batch of the schema"), number as u64 * 150 + 1);
        all.push((encoded, expected));
    }
    assert!(!all[0].0.same_cases(&all[5].0));
    for (encoded, expected) in &all {
        assert_eq!(rows_of(&decider.decide(encoded)), *expected);
    }
    let [forgetting, keeping] = &mut differs;
    let groups = |batch: RecordBatch| {
        (
            batch.num_rows(),
            crate::tables::texts(batch.column(5)),
            batch.column(6).to_data(),
            batch.column(7).to_data(),
        )
    };
    assert_eq!(groups(forgetting.groups()), groups(keeping.groups()));
    assert_eq!((forgetting.cases(), forgetting.changed()), (keeping.cases(), keeping.changed()));
}
