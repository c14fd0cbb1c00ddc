//! Cases as JSON and as tables, and their answers.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt16Type, UInt32Type};
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_json::ReaderBuilder;
use arrow_json::reader::infer_json_schema_from_iterator;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Case as CoreCase, Policy, Request, analysis};
use instance_lifecycle_columns::{Decider, Reader};
use instance_lifecycle_wire::{Answer, AnyCase, Case, Defaults, Json, Notes, RecordedAnswer};
use serde_json::{Value, json};
use std::sync::Arc;

/// An answer as it is compared: the columns of a decider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) outcome: String,
    pub(crate) rule: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) http_status: Option<u16>,
    pub(crate) message: Option<String>,
    pub(crate) stopped_mode: Option<String>,
    pub(crate) billed: Option<Vec<String>>,
    pub(crate) evidence: Option<String>,
    pub(crate) violations: Option<u32>,
    pub(crate) error: Option<String>,
}

/// Returns the answer to a case as JSON, by way of its written form.
pub(crate) fn row_of_line(line: &Value, policy: &Policy, defaults: &Defaults) -> Row {
    let text = line.to_string();
    let json: Json<'_> = serde_json::from_str(&text).expect("it is JSON");
    let case = match AnyCase::read(&json, defaults).and_then(AnyCase::one) {
        Ok(case) => case,
        Err(error) => {
            return Row { outcome: "Unreadable".into(), error: Some(error.to_string()), ..Row::default() };
        }
    };
    let recorded = RecordedAnswer::from(&Answer::new(&case, policy));
    let answer = serde_json::to_value(recorded).expect("an answer is JSON");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let plan = &answer["Plan"];
    // Nothing is written about a call with nothing to do: its plan lists what stays billed.
    let plan = match Answer::new(&case, policy).outcome {
        instance_lifecycle_wire::Outcome::AlreadyDone(plan) => {
            serde_json::to_value(instance_lifecycle_wire::RecordedPlan::from(plan)).expect("a plan is JSON")
        }
        _ => plan.clone(),
    };
    let billed = plan["Resources"].as_array().map(|resources| {
        let billed = resources.iter().filter(|resource| resource["BilledAfter"] == json!(true));
        billed.map(|resource| text(&resource["Resource"]).expect("a name")).collect()
    });
    Row {
        outcome: text(&answer["Outcome"]).expect("a name"),
        rule: text(&answer["Rule"]),
        code: text(&answer["Error"]["Code"]),
        http_status: answer["Error"]["HttpStatus"].as_u64().map(|status| status as u16),
        message: text(&answer["Error"]["Message"]),
        stopped_mode: text(&plan["StoppedMode"]),
        billed,
        evidence: text(&answer["Evidence"]),
        violations: Some(answer["Violations"].as_array().map_or(0, |all| all.len() as u32)),
        error: None,
    }
}

/// Returns the texts of a column of answers.
pub(crate) fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    let dictionary = array.as_dictionary::<Int32Type>();
    let typed = dictionary.downcast_dict::<StringArray>().expect("texts");
    typed.into_iter().map(|text| text.map(str::to_owned)).collect()
}

pub(crate) fn column<'b>(batch: &'b RecordBatch, name: &str) -> &'b ArrayRef {
    batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}"))
}

/// Returns the texts of a column of lists.
pub(crate) fn lists(array: &ArrayRef) -> Vec<Option<Vec<String>>> {
    let list = array.as_list::<i32>();
    let of = |row: usize| texts(&list.value(row)).into_iter().flatten().collect();
    (0..list.len()).map(|row| list.is_valid(row).then(|| of(row))).collect()
}

/// Returns the rows of a batch of answers.
pub(crate) fn rows_of(answers: &RecordBatch) -> Vec<Row> {
    let [outcome, rule, code, message, stopped_mode, evidence, error] =
        ["Outcome", "Rule", "Code", "Message", "StoppedMode", "Evidence", "Error"]
            .map(|name| texts(column(answers, name)));
    let billed = lists(column(answers, "Billed"));
    let http_status = column(answers, "HttpStatus").as_primitive::<UInt16Type>();
    let violations = column(answers, "Violations").as_primitive::<UInt32Type>();
    (0..answers.num_rows())
        .map(|row| Row {
            outcome: outcome[row].clone().expect("an outcome"),
            rule: rule[row].clone(),
            code: code[row].clone(),
            http_status: http_status.is_valid(row).then(|| http_status.value(row)),
            message: message[row].clone(),
            stopped_mode: stopped_mode[row].clone(),
            billed: billed[row].clone(),
            evidence: evidence[row].clone(),
            violations: violations.is_valid(row).then(|| violations.value(row)),
            error: error[row].clone(),
        })
        .collect()
}

/// Returns lines as a table of nested columns, as other readers of JSON make it.
pub(crate) fn nested(lines: &[Value]) -> RecordBatch {
    let schema = infer_json_schema_from_iterator(lines.iter().map(Ok::<_, arrow_schema::ArrowError>));
    let schema = Arc::new(schema.expect("a schema"));
    let mut decoder =
        ReaderBuilder::new(schema).with_batch_size(lines.len()).build_decoder().expect("a decoder");
    decoder.serialize(lines).expect("the lines are of the schema");
    decoder.flush().expect("a batch").expect("there are rows")
}

/// Returns the same table with flat columns.
pub(crate) fn flat(batch: &RecordBatch) -> RecordBatch {
    let flat = batch.normalize(".", None).expect("structs of columns");
    let name = |name: &str| match name {
        "Request.Action" => "Action".to_owned(),
        name => name.strip_prefix("Instance.").unwrap_or(name).to_owned(),
    };
    let schema = flat.schema();
    let columns = schema.fields().iter().zip(flat.columns());
    let columns = columns.map(|(field, array)| (name(field.name()), Arc::clone(array)));
    RecordBatch::try_from_iter(columns).expect("columns of one length")
}

/// Returns the answers to the rows of a table.
pub(crate) fn decide(batch: &RecordBatch, policy: &Policy, defaults: &Defaults) -> Vec<Row> {
    let mut reader =
        Reader::new(batch.schema_ref(), defaults.clone()).unwrap_or_else(|error| panic!("{error}"));
    let encoded = reader.encode(batch).unwrap_or_else(|error| panic!("{error}"));
    rows_of(&Decider::new(policy.clone()).decide(&encoded))
}

/// Checks that tables have the answers of the lines.
pub(crate) fn check(tables: &[RecordBatch], lines: &[Value], policy: &Policy, defaults: &Defaults) {
    let expected: Vec<Row> = lines.iter().map(|line| row_of_line(line, policy, defaults)).collect();
    for table in tables {
        let rows = decide(table, policy, defaults);
        assert_eq!(rows.len(), lines.len());
        for ((row, expected), line) in rows.iter().zip(&expected).zip(lines) {
            assert_eq!(row, expected, "{line}");
        }
    }
}

/// Returns cases that cover each operation: the vectors of a policy, and each value of each attribute.
pub(crate) fn enumerated(policy: &Policy) -> Vec<Value> {
    let vectors = analysis::vectors(policy).expect("within the budget").into_iter();
    let vectors = vectors.map(|vector| {
        let CoreCase { instance, environment, request, .. } = vector.witness.case();
        (instance, environment, Request::new(vector.operation, request))
    });
    let varied = Request::DEFAULTS.iter().flat_map(|request| {
        ATTRIBUTES.iter().flat_map(move |attribute| {
            (0..attribute.values.len()).map(move |value| {
                let varied = CoreCase::at(&CoreCase::DEFAULT.point().with(attribute.field, value));
                (varied.instance, varied.environment, Request::new(request.operation(), varied.request))
            })
        })
    });
    let cases = vectors.chain(varied).map(|(instance, environment, request)| {
        let record = (!request.creates()).then(|| instance.into());
        Case { id: None, record, environment, request, notes: Notes::default() }
    });
    cases.map(|case| serde_json::to_value(case).expect("a case is JSON")).collect()
}
