//! Implementations of `Arbitrary` for fuzzers: any bytes yield a value of every attribute.

use crate::attribute::{ATTRIBUTES, Case};
use crate::environment::Environment;
use crate::event::Event;
use crate::instance::Instance;
use crate::request::{Operation, Request};
use arbitrary::{Arbitrary, Result, Unstructured};

/// Yields any value of every attribute, including impossible combinations.
impl<'a> Arbitrary<'a> for Case {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let mut point = Self::DEFAULT.point();
        for attribute in &ATTRIBUTES {
            point = point.with(attribute.field, bytes.int_in_range(0..=attribute.values.len() - 1)?);
        }
        Ok(Self::at(&point))
    }
}

impl<'a> Arbitrary<'a> for Instance {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Case::arbitrary(bytes)?.instance)
    }
}

impl<'a> Arbitrary<'a> for Environment {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Case::arbitrary(bytes)?.environment)
    }
}

/// Yields any operation on one instance, with any parameters.
impl<'a> Arbitrary<'a> for Request {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let operation = *bytes.choose(Operation::ALL)?;
        Ok(Self::new(operation, Case::arbitrary(bytes)?.request))
    }
}

impl<'a> Arbitrary<'a> for Event {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(*bytes.choose(Self::ALL)?)
    }
}

impl<'a> Arbitrary<'a> for Operation {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        Ok(*bytes.choose(Self::ALL)?)
    }
}
