//! What the family of an instance type tells.

use crate::instance;
use instance_lifecycle_wire::ValueUse;
use std::collections::HashMap;

/// The type as the record has it, and what it tells: `l`ocal storage, family i`1`, `p`ersistent
/// memory, `b`urstable, `g`PU or FPGA.
#[rustfmt::skip]
const TYPES: &[(&str, &str)] = &[
    ("ecs.i1.xlarge", "l1"),
    ("ecs.i2.xlarge", "l"), ("ecs.i2g.2xlarge", "l"), ("ecs.i2ne.xlarge", "l"), ("ecs.i2gne.2xlarge", "l"),
    ("ecs.i3.xlarge", "l"), ("ecs.i3g.2xlarge", "l"), ("ecs.i4.large", "l"), ("ecs.i4g.large", "l"),
    ("ecs.i4r.large", "l"), ("ecs.i4p.2xlarge", "l"),
    ("ecs.i5.4xlarge", "l"), ("ecs.i5e.large", "l"), ("ecs.i5g.large", "l"), ("ecs.i5ge.large", "l"), ("ecs.i10e.large", "l"),
    ("ecs.ebmi2g.32xlarge", "l"), ("ecs.ebmi3.64xlarge", "l"), ("ecs.hpc6id.32xlarge", "l"),
    ("ecs.d1.2xlarge", "l"), ("ecs.d1ne.2xlarge", "l"), ("ecs.d2c.6xlarge", "l"), ("ecs.d2s.5xlarge", "l"),
    ("ecs.d3s.2xlarge", "l"), ("ecs.d3c.3xlarge", "l"),
    ("ecs.gn5-c4g1.xlarge", "lg"), ("ecs.ga1.xlarge", "lg"),
    ("ecs.gn5i-c2g1.large", "g"), ("ecs.gn6v-c8g1.2xlarge", "g"), ("ecs.gn7i-c8g1.2xlarge", "g"), ("ecs.gn8v-tee.6xlarge", "g"),
    ("ecs.vgn6i-vws-m4.xlarge", "g"), ("ecs.sgn7i-vws-m2.xlarge", "g"), ("ecs.ebmgn7e.32xlarge", "g"), ("ecs.sccgn6.24xlarge", "g"),
    ("ecs.ebmgi6s.32xlarge", "g"), ("ecs.f1-c8f1.2xlarge", "g"), ("ecs.f3-c4f1.xlarge", "g"),
    ("ecs.g7ne.large", ""), ("ecs.video-trans.26xlarge", ""), ("ecs.ic5.large", ""), ("ecs.ebmg5.24xlarge", ""),
    ("ecs.re6p.large", "p"), ("ecs.re6p-redis.large", "p"), ("ecs.ebmre6p.26xlarge", "p"),
    ("ecs.re7p.large", "p"), ("ecs.r7p.xlarge", "p"), ("ecs.ebmre7p.32xlarge", "p"), ("ecs.hpc7ip.32xlarge", "p"),
    ("ecs.re6.4xlarge", ""), ("ecs.ebmre6-6t.52xlarge", ""), ("ecs.r7.large", ""), ("ecs.re6p-other.large", "p"),
    ("ecs.t5-lc2m1.nano", "b"), ("ecs.t5-c1m1.large", "b"), ("ecs.t6-c1m2.large", "b"),
    ("ecs.t1.small", ""), ("ecs.s6-c1m2.small", ""), ("ecs.n4.small", ""), ("ecs.xn4.small", ""),
    ("ecs.v5-c1m1.large", ""), ("ecs.e-c1m1.large", ""), ("ecs.g9it.large", ""), ("ecs.g7t.large", ""),
    ("ecs.g7.large", ""), ("ecs.c7.large", ""), ("ecs.dsw.large", ""), ("ecs.i.large", ""), ("ecs.", ""), ("", ""),
];

fn told(record: &str) -> String {
    let instance = instance(record);
    let marks = [
        (instance.local_storage, 'l'),
        (instance.family_i1, '1'),
        (instance.persistent_memory, 'p'),
        (instance.burstable, 'b'),
        (instance.gpu, 'g'),
    ];
    marks.iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect()
}

#[test]
fn the_type_tells() {
    for (name, expected) in TYPES {
        let record = format!(r#"{{"Status": "Running", "InstanceType": "{name}"}}"#);
        assert_eq!(told(&record), *expected, "{name}");
    }
}

#[test]
fn the_family_tells() {
    for (name, expected) in TYPES {
        let family = name.rsplit_once('.').map_or(*name, |(family, _)| family);
        let record = format!(r#"{{"Status": "Running", "InstanceTypeFamily": "{family}"}}"#);
        assert_eq!(told(&record), *expected, "{family}");
        let bare = family.strip_prefix("ecs.").unwrap_or(family);
        let record = format!(r#"{{"Status": "Running", "InstanceTypeFamily": "{bare}"}}"#);
        assert_eq!(told(&record), *expected, "{bare}");
    }
}

#[test]
fn types_of_the_same_meaning_are_read_alike() {
    let mut of_meaning = HashMap::new();
    for (name, _) in TYPES.iter().filter(|(name, _)| !name.is_empty()) {
        let read = instance(&format!(r#"{{"Status": "Running", "InstanceType": "{name}"}}"#));
        let meaning = ValueUse::Family.meaning_of_text(name).expect("it is read by its family");
        assert_eq!(*of_meaning.entry(meaning).or_insert(read), read, "{name}");
    }
    assert!((4..TYPES.len() / 4).contains(&of_meaning.len()), "{}", of_meaning.len());
}

#[test]
fn the_family_comes_before_the_type() {
    let record = r#"{"Status": "Running", "InstanceType": "ecs.i2.xlarge", "InstanceTypeFamily": "ecs.g7"}"#;
    assert_eq!(told(record), "");
    let record = r#"{"Status": "Running", "InstanceType": "ecs.i2.xlarge", "InstanceTypeFamily": ""}"#;
    assert_eq!(told(record), "l");
}

#[test]
fn local_disks_and_cpu_credits_tell_too() {
    for (attribute, expected) in [
        (r#""LocalStorageAmount": 2"#, "l"),
        (r#""LocalStorageAmount": "1""#, "l"),
        (r#""LocalStorageAmount": 0"#, ""),
        (r#""LocalStorageAmount": """#, ""),
        (r#""CreditSpecification": "Standard""#, "b"),
        (r#""CreditSpecification": "Unlimited""#, "b"),
        (r#""CreditSpecification": """#, ""),
        (r#""GPUAmount": 1"#, "g"),
        (r#""GPUAmount": "0""#, ""),
    ] {
        let record = format!(r#"{{"Status": "Running", "InstanceType": "ecs.g7.large", {attribute}}}"#);
        assert_eq!(told(&record), expected, "{attribute}");
    }
}

#[test]
fn a_given_fact_wins_over_the_type() {
    #[rustfmt::skip]
    let table = [
        ("ecs.i1.xlarge", r#"{"LocalStorage": false}"#, "1"),
        ("ecs.i1.xlarge", r#"{"LocalStorage": false, "FamilyI1": true}"#, "1"),
        ("ecs.i1.xlarge", r#"{"FamilyI1": "false"}"#, "l"),
        ("ecs.g7.large", r#"{"LocalStorage": true}"#, "l"),
        ("ecs.re6p.large", r#"{"PersistentMemory": false}"#, ""),
        ("ecs.re6p.large", r#"{"PersistentMemory": null}"#, "p"),
        ("ecs.t6-c1m2.large", r#"{"Burstable": 0}"#, ""),
        ("ecs.t6-c1m2.large", r#"{"Burstable": ""}"#, "b"),
    ];
    for (name, facts, expected) in table {
        let record = format!(r#"{{"Status": "Running", "InstanceType": "{name}", "Facts": {facts}}}"#);
        assert_eq!(told(&record), expected, "{name} {facts}");
    }
}
