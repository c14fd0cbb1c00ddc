//! Tests of the mock endpoint: without sockets where they can be, over HTTP where they must be.

mod actions;
mod admin;
mod gateway;
mod signatures;
mod support;
mod time;
