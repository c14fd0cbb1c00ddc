//! Columns of single values, lists and objects: each distinct value has a number, its code.

use crate::codes::{ABSENT, Codes, each_valid};
use crate::leaf::{Leaf, texts};
use crate::sequences::Sequences;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_schema::{DataType, Field};
use instance_lifecycle_wire::{Json, ValueUse};
use std::borrow::Cow;

/// The distinct values of a column of any type.
#[derive(Debug)]
pub(crate) enum Node {
    Leaf(Box<Leaf>),
    List(Box<List>),
    Object(Box<Object>),
}

/// How the values inside a column are read.
#[derive(Clone, Copy)]
pub(crate) struct Inside<'a> {
    /// Whether a field of an object is read.
    pub(crate) reads: &'a dyn Fn(&str) -> bool,
    pub(crate) value_use: ValueUse,
    /// The keys of the tags that are read, if the column holds tags.
    pub(crate) tags: Option<&'a [String]>,
}

/// The names of the key of a tag, and those of its value.
const TAG_KEYS: [&str; 2] = ["TagKey", "Key"];
const TAG_VALUES: [&str; 2] = ["TagValue", "Value"];

impl Node {
    /// Returns the node of a type; the type that is not read if there is one, with the names that lead to it.
    pub(crate) fn new(data_type: &DataType, inside: &Inside<'_>) -> Result<Self, (String, DataType)> {
        match data_type {
            DataType::List(item) | DataType::LargeList(item) => List::of(item, false, inside),
            DataType::Map(entries, _) if inside.tags.is_some() => List::of(entries, true, inside),
            DataType::Struct(fields) => {
                Object::new(fields, false, inside).map(|it| Self::Object(Box::new(it)))
            }
            leaf if Leaf::reads(leaf) || inside.value_use == ValueUse::Presence && leaf.is_temporal() => {
                Ok(Self::Leaf(Box::new(Leaf::new(inside.value_use))))
            }
            other => Err((String::new(), other.clone())),
        }
    }

    /// The number of codes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Leaf(leaf) => leaf.len(),
            Self::List(list) => list.lists.len() + 1,
            Self::Object(object) => object.objects.len() + 1,
        }
    }

    /// The number of values that are kept.
    pub(crate) fn kept(&self) -> usize {
        match self {
            Self::Leaf(leaf) => leaf.kept(),
            Self::List(_) | Self::Object(_) => self.len(),
        }
    }

    /// Returns the value of a code.
    pub(crate) fn value(&self, code: u32) -> Json<'static> {
        match self {
            _ if code == ABSENT => Json::Null,
            Self::Leaf(leaf) => leaf.value(code),
            Self::List(list) => {
                let elements = list.lists.get(code - 1).iter();
                Json::Array(elements.map(|&element| list.element.value(element)).collect())
            }
            Self::Object(object) => {
                let members = object.members.iter().zip(object.objects.get(code - 1));
                let present = members.filter(|(_, code)| **code != ABSENT);
                Json::Object(
                    present
                        .map(|(member, &code)| (Cow::Owned(member.name.clone()), member.node.value(code)))
                        .collect(),
                )
            }
        }
    }

    /// Puts the code of every valid row. A row where the array is null is not valid.
    pub(crate) fn encode(&mut self, array: &dyn Array, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        if valid.is_some_and(|valid| valid.null_count() == array.len()) {
            return;
        }
        match self {
            Self::Leaf(leaf) => leaf.encode(array, valid, codes),
            Self::List(list) => list.encode(array, valid, codes),
            Self::Object(object) => object.encode(array, valid, codes),
        }
    }

    /// Returns the codes of the valid rows; the code of the others is [`ABSENT`].
    fn codes_of(&mut self, array: &dyn Array, valid: Option<&NullBuffer>) -> Vec<u32> {
        let mut codes = vec![ABSENT; array.len()];
        self.encode(array, valid, &mut codes);
        codes
    }
}

/// The distinct lists of a column.
#[derive(Debug)]
pub(crate) struct List {
    element: Node,
    /// Whether elements that are absent are left out: tags that are not read.
    is_filtered: bool,
    lists: Sequences,
    /// The code of the empty list, and those of lists with one element.
    empty: u32,
    single: Vec<u32>,
}

impl List {
    /// Returns the node of lists of an item.
    fn of(item: &Field, is_map: bool, inside: &Inside<'_>) -> Result<Node, (String, DataType)> {
        let element = match item.data_type() {
            DataType::Struct(fields) if is_map => Node::Object(Box::new(Object::new(fields, true, inside)?)),
            other => Node::new(other, inside)?,
        };
        Ok(Node::List(Box::new(Self {
            element,
            is_filtered: inside.tags.is_some(),
            lists: Sequences::default(),
            empty: ABSENT,
            single: Vec::new(),
        })))
    }

    fn encode(&mut self, array: &dyn Array, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        match array.data_type() {
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                let ends = |row| list.value_offsets()[row] as usize;
                self.encode_slices(array.len(), list.values(), &ends, valid, codes);
            }
            DataType::Map(..) => {
                let map = array.as_map();
                let entries: ArrayRef = std::sync::Arc::new(map.entries().clone());
                let ends = |row| map.value_offsets()[row] as usize;
                self.encode_slices(array.len(), &entries, &ends, valid, codes);
            }
            _ => {
                let list = array.as_list::<i32>();
                let ends = |row| list.value_offsets()[row] as usize;
                self.encode_slices(array.len(), list.values(), &ends, valid, codes);
            }
        }
    }

    fn encode_slices(
        &mut self,
        rows: usize,
        values: &ArrayRef,
        ends: &dyn Fn(usize) -> usize,
        valid: Option<&NullBuffer>,
        codes: &mut impl Codes,
    ) {
        let (first, last) = (ends(0), ends(rows));
        let values = values.slice(first, last - first);
        let elements = self.element.codes_of(&*values, values.nulls());
        let mut kept = Vec::new();
        each_valid(valid, rows, |row| {
            let mut list = &elements[ends(row) - first..ends(row + 1) - first];
            if self.is_filtered {
                kept.clear();
                kept.extend(list.iter().copied().filter(|code| *code != ABSENT));
                list = &kept;
            }
            codes.put(row, self.code(list));
        });
    }

    fn code(&mut self, list: &[u32]) -> u32 {
        let known = match list {
            [] => Some(&mut self.empty),
            [element] => {
                let element = *element as usize;
                if self.single.len() <= element {
                    self.single.resize(element + 1, ABSENT);
                }
                Some(&mut self.single[element])
            }
            _ => None,
        };
        match known {
            Some(code) if *code != ABSENT => *code,
            Some(code) => {
                *code = self.lists.number(list) + 1;
                *code
            }
            None => self.lists.number(list) + 1,
        }
    }
}

/// The distinct objects of a column of structs inside a list.
#[derive(Debug)]
pub(crate) struct Object {
    members: Vec<Member>,
    /// The keys of the tags that are read, and the number of the member with the key.
    tags: Option<(usize, Vec<String>)>,
    objects: Sequences,
}

#[derive(Debug)]
struct Member {
    name: String,
    field: usize,
    node: Node,
}

impl Object {
    fn new(
        fields: &[std::sync::Arc<Field>],
        is_entry: bool,
        inside: &Inside<'_>,
    ) -> Result<Self, (String, DataType)> {
        let mut members = Vec::new();
        for (number, field) in fields.iter().enumerate() {
            let name = match is_entry {
                true => [TAG_KEYS[1], TAG_VALUES[1]][number.min(1)],
                false => field.name().as_str(),
            };
            if !(inside.reads)(name) {
                continue;
            }
            let node = Node::new(field.data_type(), inside)
                .map_err(|(path, found)| (format!(".{name}{path}"), found))?;
            members.push(Member { name: name.to_owned(), field: number, node });
        }
        let key = members.iter().position(|member| TAG_KEYS.contains(&member.name.as_str()));
        let tags = inside.tags.zip(key).map(|(tags, key)| (key, tags.to_vec()));
        Ok(Self { members, tags, objects: Sequences::default() })
    }

    fn encode(&mut self, array: &dyn Array, valid: Option<&NullBuffer>, codes: &mut impl Codes) {
        let object = array.as_struct();
        let mut kept = valid.cloned();
        if let Some((key, tags)) = &self.tags {
            let keys = texts(object.column(self.members[*key].field));
            let is_read = |row: usize| keys[row].is_some_and(|key| tags.iter().any(|tag| tag == key));
            let read = NullBuffer::new(BooleanBuffer::collect_bool(array.len(), is_read));
            kept = NullBuffer::union(valid, Some(&read));
        }
        let of_member = |member: &mut Member| {
            let array = object.column(member.field);
            member.node.codes_of(&**array, NullBuffer::union(kept.as_ref(), array.nulls()).as_ref())
        };
        let of_members: Vec<Vec<u32>> = self.members.iter_mut().map(of_member).collect();
        let mut sequence = vec![ABSENT; self.members.len()];
        each_valid(kept.as_ref(), array.len(), |row| {
            sequence.iter_mut().zip(&of_members).for_each(|(code, codes)| *code = codes[row]);
            codes.put(row, self.objects.number(&sequence) + 1);
        });
    }
}
