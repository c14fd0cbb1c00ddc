//! Tests of the mock endpoint: without sockets where they can be, over HTTP where they must be.

mod actions;
mod admin;
mod gateway;
mod house;
mod malformed;
mod page;
mod process;
mod signatures;
mod sockets;
mod state;
mod support;
mod time;
mod walk;
