//! The RPC protocol of the vendor without sockets: reading a request, checking its signature, and writing
//! the answer.

pub mod answer;
pub mod call;
pub mod fault;
pub mod parameters;
pub mod signature;
pub mod text;
pub mod time;
