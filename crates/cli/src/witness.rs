//! The simplest example of a finding, as a case that the other commands read.

use instance_lifecycle::analysis::Witness;
use instance_lifecycle::{Operation, Request, Status};
use instance_lifecycle_wire::{Case, Notes, Record};
use serde_json::{Value, json};

/// A witness as a case.
pub(crate) fn witness_case(operation: Option<Operation>, witness: &Witness) -> Value {
    let (case, attributes) = (witness.case(), witness.attributes());
    let request = operation.map(|operation| Request::new(operation, case.request));
    let record = (case.instance.status != Status::Released)
        .then(|| Record { attributes: attributes.clone(), ..case.instance.into() });
    match request {
        Some(request) => {
            let record = record.filter(|_| !request.creates());
            json!(Case {
                id: None,
                record,
                environment: case.environment,
                request,
                notes: Notes { attributes: attributes.clone(), ..Notes::default() }
            })
        }
        None => json!({ "Instance": record }),
    }
}
