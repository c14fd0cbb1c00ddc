//! Records of DescribeInstances: read, written, and patched after events.

pub(crate) mod addresses;
pub(crate) mod assumed;
pub(crate) mod attributes;
pub(crate) mod custom;
pub(crate) mod disks;
pub(crate) mod facts;
pub(crate) mod family;
pub(crate) mod found;
pub(crate) mod inspection;
pub(crate) mod locks;
pub(crate) mod network;
pub(crate) mod patch;
pub(crate) mod read;
pub(crate) mod value_use;
pub(crate) mod write;
