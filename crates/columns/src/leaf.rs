//! Columns of single values: each distinct value has a number.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayAccessor, ArrayRef, ArrowNativeTypeOp, PrimitiveArray};
use arrow_buffer::ArrowNativeType;
use arrow_schema::DataType;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use instance_lifecycle_wire::Json;
use serde_json::Number;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

/// The code of an absent value.
pub(crate) const ABSENT: u32 = 0;

/// The text in place of every text of which only the presence is read.
const PRESENT: &str = "present";

/// The number of texts that are found without a hash.
const RECENT: usize = 64;

/// The distinct values of a column.
#[derive(Debug)]
pub(crate) struct Leaf {
    is_presence: bool,
    /// The value of each code.
    values: Vec<Json<'static>>,
    /// The text of each code; empty if the value is none.
    texts: Vec<Box<str>>,
    codes_of_texts: HashTable<u32>,
    codes_of_numbers: HashMap<Number, u32, FixedState>,
    /// Codes of texts, by a cheap hash.
    recent: [u32; RECENT],
    flags: [u32; 2],
    dictionary: Option<ArrayRef>,
    /// The codes of the values of the dictionary; [`UNKNOWN`] until a row has the value.
    codes_of_dictionary: Vec<u32>,
}

const UNKNOWN: u32 = u32::MAX;

impl Leaf {
    pub(crate) fn new(is_presence: bool) -> Self {
        Self {
            is_presence,
            values: vec![Json::Null],
            texts: vec![Box::default()],
            codes_of_texts: HashTable::new(),
            codes_of_numbers: HashMap::default(),
            recent: [ABSENT; RECENT],
            flags: [ABSENT; 2],
            dictionary: None,
            codes_of_dictionary: Vec::new(),
        }
    }

    /// Whether the values of a type are read.
    pub(crate) fn reads(data_type: &DataType) -> bool {
        match data_type {
            DataType::Dictionary(_, value) => is_text(value),
            DataType::Null | DataType::Boolean => true,
            other => {
                is_text(other) || other.is_integer() || matches!(other, DataType::Float32 | DataType::Float64)
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn value(&self, code: u32) -> Json<'static> {
        self.values[code as usize].clone()
    }

    /// Writes the code of every row that is kept; the code of the others is [`ABSENT`].
    pub(crate) fn encode(&mut self, array: &dyn Array, keep: Option<&[bool]>, codes: &mut Vec<u32>) {
        codes.clear();
        if array.null_count() == array.len() {
            codes.resize(array.len(), ABSENT);
            return;
        }
        match array.data_type() {
            DataType::Utf8 => self.encode_texts(array.as_string::<i32>(), keep, codes),
            DataType::LargeUtf8 => self.encode_texts(array.as_string::<i64>(), keep, codes),
            DataType::Utf8View => self.encode_texts(array.as_string_view(), keep, codes),
            DataType::Dictionary(key, _) => self.encode_dictionary(key, array, codes),
            DataType::Boolean => {
                let array = array.as_boolean();
                let flags = [self.flag(false), self.flag(true)];
                codes.extend(array.iter().map(|flag| flag.map_or(ABSENT, |flag| flags[usize::from(flag)])));
            }
            DataType::Int8 => self.encode_numbers::<Int8Type>(array, integer, codes),
            DataType::Int16 => self.encode_numbers::<Int16Type>(array, integer, codes),
            DataType::Int32 => self.encode_numbers::<Int32Type>(array, integer, codes),
            DataType::Int64 => self.encode_numbers::<Int64Type>(array, integer, codes),
            DataType::UInt8 => self.encode_numbers::<UInt8Type>(array, integer, codes),
            DataType::UInt16 => self.encode_numbers::<UInt16Type>(array, integer, codes),
            DataType::UInt32 => self.encode_numbers::<UInt32Type>(array, integer, codes),
            DataType::UInt64 => self.encode_numbers::<UInt64Type>(array, integer, codes),
            DataType::Float32 => self.encode_numbers::<Float32Type>(array, |it| float(f64::from(it)), codes),
            DataType::Float64 => self.encode_numbers::<Float64Type>(array, float, codes),
            // Only the presence of other types is read.
            _ => {
                let present = self.text(PRESENT);
                codes.extend((0..array.len()).map(|row| if array.is_null(row) { ABSENT } else { present }));
            }
        }
        if let Some(keep) = keep {
            codes.iter_mut().zip(keep).filter(|(_, keep)| !**keep).for_each(|(code, _)| *code = ABSENT);
        }
    }

    fn encode_texts<'a>(
        &mut self,
        array: impl ArrayAccessor<Item = &'a str>,
        keep: Option<&[bool]>,
        codes: &mut Vec<u32>,
    ) {
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
        for row in 0..array.len() {
            let is_absent =
                nulls.is_some_and(|nulls| nulls.is_null(row)) || keep.is_some_and(|keep| !keep[row]);
            codes.push(if is_absent { ABSENT } else { self.text_or_presence(array.value(row)) });
        }
    }

    fn encode_dictionary(&mut self, key: &DataType, array: &dyn Array, codes: &mut Vec<u32>) {
        match key {
            DataType::Int8 => self.encode_keys::<Int8Type>(array, codes),
            DataType::Int16 => self.encode_keys::<Int16Type>(array, codes),
            DataType::Int32 => self.encode_keys::<Int32Type>(array, codes),
            DataType::Int64 => self.encode_keys::<Int64Type>(array, codes),
            DataType::UInt8 => self.encode_keys::<UInt8Type>(array, codes),
            DataType::UInt16 => self.encode_keys::<UInt16Type>(array, codes),
            DataType::UInt32 => self.encode_keys::<UInt32Type>(array, codes),
            _ => self.encode_keys::<UInt64Type>(array, codes),
        }
    }

    fn encode_keys<K: ArrowDictionaryKeyType>(&mut self, array: &dyn Array, codes: &mut Vec<u32>) {
        let dictionary = array.as_dictionary::<K>();
        let (keys, values) = (dictionary.keys(), dictionary.values());
        let is_known = self.dictionary.as_ref().is_some_and(|known| Arc::ptr_eq(known, values));
        if !is_known {
            self.dictionary = Some(Arc::clone(values));
            self.codes_of_dictionary.clear();
            self.codes_of_dictionary.resize(values.len(), UNKNOWN);
        }
        let nulls = keys.nulls().filter(|nulls| nulls.null_count() > 0);
        for (row, key) in keys.values().iter().enumerate() {
            let code = if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                ABSENT
            } else {
                let key = key.as_usize();
                match self.codes_of_dictionary[key] {
                    UNKNOWN => self.code_of_key(key),
                    code => code,
                }
            };
            codes.push(code);
        }
    }

    /// Returns the code of a value of the dictionary that no row has had.
    #[cold]
    fn code_of_key(&mut self, key: usize) -> u32 {
        let Some(values) = self.dictionary.clone() else { return ABSENT };
        let code = match values.data_type() {
            _ if values.is_null(key) => ABSENT,
            DataType::Utf8 => self.text_or_presence(values.as_string::<i32>().value(key)),
            DataType::LargeUtf8 => self.text_or_presence(values.as_string::<i64>().value(key)),
            _ => self.text_or_presence(values.as_string_view().value(key)),
        };
        self.codes_of_dictionary[key] = code;
        code
    }

    fn encode_numbers<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        json: impl Fn(T::Native) -> Json<'static>,
        codes: &mut Vec<u32>,
    ) where
        T::Native: ArrowNativeTypeOp,
    {
        let array: &PrimitiveArray<T> = array.as_primitive();
        let mut last: Option<(T::Native, u32)> = None;
        for row in 0..array.len() {
            let value = array.value(row);
            let code = match last {
                _ if array.is_null(row) => ABSENT,
                Some((known, code)) if known.is_eq(value) => code,
                _ => {
                    let code = self.number(json(value));
                    last = Some((value, code));
                    code
                }
            };
            codes.push(code);
        }
    }

    fn text_or_presence(&mut self, text: &str) -> u32 {
        self.text(if self.is_presence && !text.is_empty() { PRESENT } else { text })
    }

    #[inline]
    fn text(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes();
        let ends = (bytes.first().copied().unwrap_or_default(), bytes.last().copied().unwrap_or_default());
        let place = (bytes.len() * 5 + usize::from(ends.0) * 3 + usize::from(ends.1)) % RECENT;
        let recent = self.recent[place];
        if recent != ABSENT && *self.texts[recent as usize] == *text {
            return recent;
        }
        let code = self.find_text(text);
        self.recent[place] = code;
        code
    }

    fn find_text(&mut self, text: &str) -> u32 {
        let Self { texts, codes_of_texts, values, .. } = self;
        let hash = |text: &str| FixedState::default().hash_one(text);
        let found = codes_of_texts.find(hash(text), |&code| *texts[code as usize] == *text);
        if let Some(code) = found {
            return *code;
        }
        let code = values.len() as u32;
        values.push(Json::String(Cow::Owned(text.to_owned())));
        texts.push(text.into());
        codes_of_texts.insert_unique(hash(text), code, |&code| hash(&texts[code as usize]));
        code
    }

    fn number(&mut self, json: Json<'static>) -> u32 {
        match json {
            Json::Number(number) => {
                if let Some(code) = self.codes_of_numbers.get(&number) {
                    return *code;
                }
                let code = self.add(Json::Number(number.clone()));
                self.codes_of_numbers.insert(number, code);
                code
            }
            Json::String(text) => self.text(&text),
            other => self.add(other),
        }
    }

    fn flag(&mut self, flag: bool) -> u32 {
        if self.flags[usize::from(flag)] == ABSENT {
            self.flags[usize::from(flag)] = self.add(Json::Bool(flag));
        }
        self.flags[usize::from(flag)]
    }

    fn add(&mut self, value: Json<'static>) -> u32 {
        self.values.push(value);
        self.texts.push(Box::default());
        self.values.len() as u32 - 1
    }
}

/// Whether the type is a text.
pub(crate) const fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn integer(value: impl Into<Number>) -> Json<'static> {
    Json::Number(value.into())
}

/// A whole number is written as such: columns of integers with nulls are often converted to floats. A number
/// that JSON cannot write is a text that no field admits.
fn float(value: f64) -> Json<'static> {
    const EXACT: f64 = (1_u64 << 53) as f64;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return integer(value as i64);
    }
    Number::from_f64(value).map_or_else(|| Json::String(Cow::Owned(value.to_string())), Json::Number)
}

/// Returns the text in each row; `None` where there is none.
pub(crate) fn texts(array: &ArrayRef) -> Vec<Option<&str>> {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().collect(),
        DataType::Utf8View => array.as_string_view().iter().collect(),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let values = texts(dictionary.values());
            let keys = dictionary.normalized_keys().into_iter().enumerate();
            keys.map(|(row, key)| values.get(key).copied().flatten().filter(|_| array.is_valid(row)))
                .collect()
        }
        _ => vec![None; array.len()],
    }
}
