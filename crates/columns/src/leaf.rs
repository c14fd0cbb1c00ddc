//! Columns of single values: each distinct value has a number.

use crate::codes::{ABSENT, Codes, each_bit, each_valid, words};
use crate::recent::{self, Extract};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, GenericStringArray, OffsetSizeTrait, StringViewArray};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::DataType;
use foldhash::fast::FixedState;
use instance_lifecycle_wire::{Json, ValueUse};
use serde_json::Number;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The text in place of every text of which only the presence is read.
const PRESENT: &str = "present";

/// A column of single values.
#[derive(Debug)]
pub(crate) struct Leaf {
    values: Values,
    is_presence: bool,
    recent_texts: Option<recent::Texts>,
    recent_numbers: recent::Numbers,
    dictionary: Option<ArrayRef>,
    /// Whether only the presence is read, and every value of the dictionary is present.
    is_present: bool,
    /// The codes of the values of the dictionary; [`UNKNOWN`] until a row has the value.
    codes_of_dictionary: Vec<u32>,
}

/// The distinct values of a column. Values of the same meaning have the code of the first.
#[derive(Debug)]
struct Values {
    value_use: ValueUse,
    /// The value of each code.
    values: Vec<Json<'static>>,
    /// The text of each code; empty if the value is none.
    texts: Vec<Box<str>>,
    codes_of_texts: HashMap<Box<str>, u32, FixedState>,
    codes_of_numbers: HashMap<Number, u32, FixedState>,
    codes_of_meanings: HashMap<u16, u32, FixedState>,
    flags: [u32; 2],
}

const UNKNOWN: u32 = u32::MAX;

/// The length of the longest text inside a view.
const INLINE: u32 = 12;

impl Leaf {
    pub(crate) fn new(value_use: ValueUse) -> Self {
        Self {
            values: Values::new(value_use),
            is_presence: value_use == ValueUse::Presence,
            recent_texts: None,
            recent_numbers: recent::Numbers::default(),
            dictionary: None,
            is_present: false,
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

    /// The number of codes.
    pub(crate) fn len(&self) -> usize {
        self.values.values.len()
    }

    /// The number of values that are kept.
    pub(crate) fn kept(&self) -> usize {
        self.values.values.len() + self.values.codes_of_texts.len() + self.values.codes_of_numbers.len()
    }

    pub(crate) fn value(&self, code: u32) -> Json<'static> {
        self.values.values[code as usize].clone()
    }

    /// Puts the code of every valid row.
    pub(crate) fn encode(&mut self, array: &dyn Array, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        match array.data_type() {
            DataType::Null => {}
            DataType::Utf8 => self.encode_texts(array.as_string::<i32>(), valid, codes),
            DataType::LargeUtf8 => self.encode_texts(array.as_string::<i64>(), valid, codes),
            DataType::Utf8View => self.encode_views(array.as_string_view(), valid, codes),
            DataType::Dictionary(key, _) => match &**key {
                DataType::Int8 => self.encode_keys::<Int8Type>(array, valid, codes),
                DataType::Int16 => self.encode_keys::<Int16Type>(array, valid, codes),
                DataType::Int32 => self.encode_keys::<Int32Type>(array, valid, codes),
                DataType::Int64 => self.encode_keys::<Int64Type>(array, valid, codes),
                DataType::UInt8 => self.encode_keys::<UInt8Type>(array, valid, codes),
                DataType::UInt16 => self.encode_keys::<UInt16Type>(array, valid, codes),
                DataType::UInt32 => self.encode_keys::<UInt32Type>(array, valid, codes),
                _ => self.encode_keys::<UInt64Type>(array, valid, codes),
            },
            DataType::Boolean => self.encode_flags(array.as_boolean(), valid, codes),
            DataType::Int8 => self.encode_integers::<Int8Type>(array, valid, codes),
            DataType::Int16 => self.encode_integers::<Int16Type>(array, valid, codes),
            DataType::Int32 => self.encode_integers::<Int32Type>(array, valid, codes),
            DataType::Int64 => self.encode_integers::<Int64Type>(array, valid, codes),
            DataType::UInt8 => self.encode_integers::<UInt8Type>(array, valid, codes),
            DataType::UInt16 => self.encode_integers::<UInt16Type>(array, valid, codes),
            DataType::UInt32 => self.encode_integers::<UInt32Type>(array, valid, codes),
            DataType::UInt64 => self.encode_integers::<UInt64Type>(array, valid, codes),
            DataType::Float32 => self.encode_floats::<Float32Type>(array, valid, codes),
            DataType::Float64 => self.encode_floats::<Float64Type>(array, valid, codes),
            // Only the presence of other types is read.
            _ => {
                let present = self.values.text(PRESENT);
                each_valid(valid, array.len(), |row| codes.put(row, present));
            }
        }
    }

    fn encode_texts<O: OffsetSizeTrait>(
        &mut self,
        array: &GenericStringArray<O>,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
    ) {
        let (offsets, bytes) = (array.value_offsets(), array.value_data());
        if self.is_presence {
            let [present, empty] = [self.values.text(PRESENT), self.values.text("")];
            let of = |row: usize| if offsets[row] < offsets[row + 1] { present } else { empty };
            return each_valid(valid, array.len(), |row| codes.put(row, of(row)));
        }
        let recent = self.recent_texts.get_or_insert_default();
        each_valid(valid, array.len(), |row| {
            let (start, end) = (offsets[row].as_usize(), offsets[row + 1].as_usize());
            let code = match Extract::of(bytes, start, end) {
                Some(extract) => recent.find(&extract),
                None => ABSENT,
            };
            let code = if self.values.is_text(code, end - start, || array.value(row)) {
                code
            } else {
                self.values.next_text(recent, Extract::of(bytes, start, end), array.value(row))
            };
            codes.put(row, code);
        });
    }

    fn encode_views(&mut self, array: &StringViewArray, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        let views = array.views();
        if self.is_presence {
            let [present, empty] = [self.values.text(PRESENT), self.values.text("")];
            let of = |row: usize| if views[row] as u32 > 0 { present } else { empty };
            return each_valid(valid, array.len(), |row| codes.put(row, of(row)));
        }
        let recent = self.recent_texts.get_or_insert_default();
        let extract = |row: usize| match views[row] as u32 {
            0..=INLINE => Some(Extract::of_view(views[row])),
            length => Extract::of(array.value(row).as_bytes(), 0, length as usize),
        };
        each_valid(valid, array.len(), |row| {
            let code = extract(row).map_or(ABSENT, |extract| recent.find(&extract));
            let code = if self.values.is_text(code, views[row] as u32 as usize, || array.value(row)) {
                code
            } else {
                self.values.next_text(recent, extract(row), array.value(row))
            };
            codes.put(row, code);
        });
    }

    fn encode_keys<K: ArrowDictionaryKeyType>(
        &mut self,
        array: &dyn Array,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
    ) {
        let dictionary = array.as_dictionary::<K>();
        let (keys, values) = (dictionary.keys().values(), dictionary.values());
        let is_known = self.dictionary.as_ref().is_some_and(|known| Arc::ptr_eq(known, values));
        if !is_known {
            self.dictionary = Some(Arc::clone(values));
            self.codes_of_dictionary.clear();
            self.codes_of_dictionary.resize(values.len(), UNKNOWN);
            self.is_present = self.is_presence && has_texts(values);
        }
        if self.is_present {
            let present = self.values.text(PRESENT);
            return each_valid(valid, keys.len(), |row| codes.put(row, present));
        }
        each_valid(valid, keys.len(), |row| {
            let key = keys[row].as_usize();
            let code = match self.codes_of_dictionary[key] {
                UNKNOWN => self.find_key(values, key),
                code => code,
            };
            codes.put(row, code);
        });
    }

    /// Returns the code of a value of the dictionary that no row has had.
    #[cold]
    fn find_key(&mut self, values: &ArrayRef, key: usize) -> u32 {
        let code = match values.data_type() {
            _ if values.is_null(key) => ABSENT,
            DataType::Utf8 => self.text_or_presence(values.as_string::<i32>().value(key)),
            DataType::LargeUtf8 => self.text_or_presence(values.as_string::<i64>().value(key)),
            _ => self.text_or_presence(values.as_string_view().value(key)),
        };
        self.codes_of_dictionary[key] = code;
        code
    }

    fn encode_flags(&mut self, array: &BooleanArray, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        let [no, yes] = [self.values.flag(false), self.values.flag(true)];
        let flags = array.values();
        let Some(valid) = valid else {
            return each_valid(None, array.len(), |row| {
                codes.put(row, if flags.value(row) { yes } else { no })
            });
        };
        for (first, (flags, valid)) in (0..).step_by(64).zip(words(flags).zip(words(valid.inner()))) {
            each_bit(first, flags & valid, &mut |row| codes.put(row, yes));
            each_bit(first, !flags & valid, &mut |row| codes.put(row, no));
        }
    }

    fn encode_integers<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
    ) where
        T::Native: Into<i128> + Into<Number>,
    {
        let bits = |value: T::Native| -> u64 { Into::<i128>::into(value) as u64 };
        self.encode_numbers::<T>(array, valid, codes, bits, |value| Json::Number(value.into()));
    }

    fn encode_floats<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
    ) where
        T::Native: Into<f64>,
    {
        self.encode_numbers::<T>(array, valid, codes, |it| it.into().to_bits(), |it| float(it.into()));
    }

    /// Puts the codes of numbers; the bits of a number are its own.
    #[inline(always)]
    fn encode_numbers<T: ArrowPrimitiveType>(
        &mut self,
        array: &dyn Array,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
        bits: impl Fn(T::Native) -> u64,
        json: impl Fn(T::Native) -> Json<'static>,
    ) {
        let values = array.as_primitive::<T>().values();
        each_valid(valid, values.len(), |row| {
            let bits = bits(values[row]);
            let code = match self.recent_numbers.find(bits) {
                ABSENT => self.next_number(bits, json(values[row])),
                code => code,
            };
            codes.put(row, code);
        });
    }

    /// Returns the code of a number that is not recent.
    #[cold]
    fn next_number(&mut self, bits: u64, json: Json<'static>) -> u32 {
        let code = self.values.number(json);
        self.recent_numbers.add(bits, code);
        code
    }

    fn text_or_presence(&mut self, text: &str) -> u32 {
        self.values.text(if self.is_presence && !text.is_empty() { PRESENT } else { text })
    }
}

impl Values {
    fn new(value_use: ValueUse) -> Self {
        Self {
            value_use,
            values: vec![Json::Null],
            texts: vec![Box::default()],
            codes_of_texts: HashMap::default(),
            codes_of_numbers: HashMap::default(),
            codes_of_meanings: HashMap::default(),
            flags: [ABSENT; 2],
        }
    }

    /// Whether a text has the code of a recent text of the same extract. The text itself is looked at only if it
    /// is longer than the extract.
    #[inline(always)]
    fn is_text<'a>(&self, code: u32, length: usize, text: impl FnOnce() -> &'a str) -> bool {
        code != ABSENT && (length <= Extract::WHOLE || *self.texts[code as usize] == *text())
    }

    /// Returns the code of a text that is not recent.
    #[cold]
    #[inline(never)]
    fn next_text(&mut self, recent: &mut recent::Texts, extract: Option<Extract>, text: &str) -> u32 {
        let code = self.text(text);
        if let Some(extract) = extract {
            recent.add(extract, code);
        }
        code
    }

    fn text(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes_of_texts.get(text) {
            return *code;
        }
        let code = self.of_meaning(self.value_use.meaning_of_text(text), |values| {
            let code = values.add(Json::String(Cow::Owned(text.to_owned())));
            values.texts[code as usize] = text.into();
            code
        });
        self.codes_of_texts.insert(text.into(), code);
        code
    }

    fn number(&mut self, json: Json<'static>) -> u32 {
        match json {
            Json::Number(number) => {
                if let Some(code) = self.codes_of_numbers.get(&number) {
                    return *code;
                }
                let meaning = number.as_u64().and_then(|number| self.value_use.meaning_of_number(number));
                let code = self.of_meaning(meaning, |values| values.add(Json::Number(number.clone())));
                self.codes_of_numbers.insert(number, code);
                code
            }
            Json::String(text) => self.text(&text),
            other => self.add(other),
        }
    }

    /// Returns the code of a meaning; that which `add` returns if it is new.
    fn of_meaning(&mut self, meaning: Option<u16>, add: impl FnOnce(&mut Self) -> u32) -> u32 {
        let Some(meaning) = meaning else { return add(self) };
        if let Some(code) = self.codes_of_meanings.get(&meaning) {
            return *code;
        }
        let code = add(self);
        self.codes_of_meanings.insert(meaning, code);
        code
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

/// A whole number is written as such: columns of integers with nulls are often converted to floats. A number
/// that JSON cannot write is a text that no field admits.
fn float(value: f64) -> Json<'static> {
    const EXACT: f64 = (1_u64 << 53) as f64;
    if value.fract() == 0.0 && value.abs() <= EXACT {
        return Json::Number((value as i64).into());
    }
    Number::from_f64(value).map_or_else(|| Json::String(Cow::Owned(value.to_string())), Json::Number)
}

/// Whether every value is a text that is not empty.
fn has_texts(values: &ArrayRef) -> bool {
    fn are_full<O: PartialOrd>(offsets: &[O]) -> bool {
        offsets.windows(2).all(|ends| ends[0] < ends[1])
    }
    values.null_count() == 0
        && match values.data_type() {
            DataType::Utf8 => are_full(values.as_string::<i32>().value_offsets()),
            DataType::LargeUtf8 => are_full(values.as_string::<i64>().value_offsets()),
            _ => values.as_string_view().views().iter().all(|view| *view as u32 > 0),
        }
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
