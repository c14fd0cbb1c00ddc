//! A mock of the ECS endpoint of Alibaba Cloud over HTTP, with every decision from [`instance_lifecycle`].
//!
//! The official SDKs drive it unmodified: it speaks their RPC protocol and answers with the vendor's bodies
//! and errors. An error that the vendor does not document has a code that begins with
//! [`Lifecycle.`](protocol::fault::OWN).
//!
//! The parts beneath [`http`] open no socket and are tested without one: [`protocol`] reads requests and
//! writes answers, [`world`] is the state, [`action`] answers calls, [`endpoint`] joins them, and [`admin`]
//! and [`page`] are the interfaces for people. [`store`] keeps the state in a file.

pub mod action;
pub mod admin;
pub mod command;
pub mod endpoint;
pub mod http;
pub mod page;
pub mod protocol;
mod run;
pub mod store;
pub mod world;

pub use run::{run, run_with};
