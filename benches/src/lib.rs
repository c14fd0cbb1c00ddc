//! Benches of `instance-lifecycle`; this library is empty.
