//! Trails: the events that ActionTrail records of the calls of an account.
//!
//! Source: "Management event structure" and "Sample logs of ECS-related events" of the ActionTrail
//! documentation. An event has the call under `eventName` and `requestParameters` (or, as a text,
//! `requestParameterJson`), and its result under `errorCode`, which is absent if the call is accepted, and
//! `responseElements`. Trails come as the answers of LookupEvents (`{"Events": […]}`), as lists of events (the
//! files in OSS), and one by one (`{"event": {…}}`, the entries of Simple Log Service).

pub(crate) mod event;
pub(crate) mod fleet;
pub(crate) mod read;
