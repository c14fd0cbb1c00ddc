//! Output columns of texts: dictionaries that grow with the texts.

use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, ListArray, StringArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::sync::Arc;

/// The number of an absent text.
pub(crate) const NO_WORD: i32 = -1;

/// Distinct texts of a column.
#[derive(Debug, Default)]
pub(crate) struct Words {
    numbers: HashMap<String, i32, FixedState>,
    texts: Vec<String>,
    /// The texts as an array, made when a batch needs it.
    array: Option<ArrayRef>,
}

/// The type of a column of texts.
pub(crate) fn text_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// The type of a column of lists of texts.
pub(crate) fn list_type() -> DataType {
    DataType::List(Arc::new(item()))
}

fn item() -> Field {
    Field::new("item", text_type(), false)
}

impl Words {
    /// Returns the number of a text.
    pub(crate) fn number(&mut self, text: &str) -> i32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as i32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        self.array = None;
        number
    }

    fn values(&mut self) -> ArrayRef {
        let texts = &self.texts;
        Arc::clone(self.array.get_or_insert_with(|| Arc::new(StringArray::from_iter_values(texts))))
    }

    /// Returns a column of the texts with these numbers.
    pub(crate) fn column(&mut self, numbers: impl Iterator<Item = i32>) -> ArrayRef {
        let numbers: Vec<i32> = numbers.collect();
        self.dictionary(numbers)
    }

    fn dictionary(&mut self, mut numbers: Vec<i32>) -> ArrayRef {
        let mut has_absent = false;
        numbers.iter().for_each(|number| has_absent |= *number < 0);
        let nulls = has_absent.then(|| NullBuffer::from_iter(numbers.iter().map(|number| *number >= 0)));
        if has_absent {
            numbers.iter_mut().for_each(|number| *number = (*number).max(0));
        }
        let keys = Int32Array::new(ScalarBuffer::from(numbers), nulls);
        Arc::new(DictionaryArray::<Int32Type>::new(keys, self.values()))
    }

    /// Returns a column of lists of texts.
    pub(crate) fn lists<'l>(&mut self, lists: impl Iterator<Item = Option<&'l [i32]>>) -> ArrayRef {
        let (mut numbers, mut lengths, mut nulls) = (Vec::new(), Vec::new(), Vec::new());
        for list in lists {
            nulls.push(list.is_some());
            let list = list.unwrap_or_default();
            lengths.push(list.len());
            numbers.extend_from_slice(list);
        }
        let values = self.dictionary(numbers);
        let offsets = OffsetBuffer::from_lengths(lengths);
        Arc::new(ListArray::new(Arc::new(item()), offsets, values, Some(NullBuffer::from(nulls))))
    }
}
