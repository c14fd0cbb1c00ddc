//! Reference pages: the rules, resources and errors of every operation, the events, and the
//! interpretations, each with its sources.
//!
//! These modules hold no code. Most of their text is generated from the rows of this crate, by
//! `lifecycle docs`.

#[doc = include_str!("create_run.md")]
pub mod create_run {}

#[doc = include_str!("delete_instance.md")]
pub mod delete_instance {}

#[doc = include_str!("diagrams.md")]
pub mod diagrams {}

#[doc = include_str!("events.md")]
pub mod events {}

#[doc = include_str!("glossary.md")]
pub mod glossary {}

#[doc = include_str!("interpretations.md")]
pub mod interpretations {}

#[doc = include_str!("policies.md")]
pub mod policies {}

#[doc = include_str!("reactivate_instances.md")]
pub mod reactivate_instances {}

#[doc = include_str!("reboot_instance.md")]
pub mod reboot_instance {}

#[doc = include_str!("start_instance.md")]
pub mod start_instance {}

#[doc = include_str!("stop_instance.md")]
pub mod stop_instance {}

#[doc = include_str!("stop_instance_page.md")]
pub mod stop_instance_page {}
