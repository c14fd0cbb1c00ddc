//! Paths of statuses.

use instance_lifecycle::plan::Path;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A path of statuses. It serialises as `{"From": …, "Via": […], "To": …}`.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
/// use instance_lifecycle_wire::StatusPath;
///
/// let policy = Policy::documented();
/// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap();
/// assert_eq!(
///     serde_json::to_string(&StatusPath(plan.path()))?,
///     r#"{"From":"Running","Via":["Stopping"],"To":"Stopped"}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusPath(pub Path);

impl Serialize for StatusPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(3))?;
        object.serialize_entry("From", &self.0.from)?;
        object.serialize_entry("Via", self.0.via)?;
        object.serialize_entry("To", &self.0.to)?;
        object.end()
    }
}
