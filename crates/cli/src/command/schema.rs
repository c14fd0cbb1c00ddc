//! `lifecycle schema`.

use crate::exit::{Failure, Status};
use crate::output::Output;

pub(super) fn run(output: &Output) -> Result<Status, Failure> {
    output.document(&format!("{:#}\n", instance_lifecycle_wire::schema()))?;
    Ok(Status::Good)
}
