//! Columns of single values, lists and objects: each distinct value has a number, its code.

use crate::leaf::{ABSENT, Leaf, texts};
use crate::sequences::Sequences;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use instance_lifecycle_wire::Json;
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
    pub(crate) is_presence: bool,
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
            leaf if Leaf::reads(leaf) || inside.is_presence && leaf.is_temporal() => {
                Ok(Self::Leaf(Box::new(Leaf::new(inside.is_presence))))
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

    /// Writes the code of every row that is kept; the code of the others is [`ABSENT`].
    pub(crate) fn encode(&mut self, array: &dyn Array, keep: Option<&[bool]>, codes: &mut Vec<u32>) {
        match self {
            Self::Leaf(leaf) => leaf.encode(array, keep, codes),
            Self::List(list) => list.encode(array, keep, codes),
            Self::Object(object) => object.encode(array, keep, codes),
        }
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
    codes_of_elements: Vec<u32>,
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
            codes_of_elements: Vec::new(),
        })))
    }

    fn encode(&mut self, array: &dyn Array, keep: Option<&[bool]>, codes: &mut Vec<u32>) {
        codes.clear();
        if array.null_count() == array.len() {
            codes.resize(array.len(), ABSENT);
            return;
        }
        match array.data_type() {
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                let ends = |row| list.value_offsets()[row] as usize;
                self.encode_slices(array, list.values(), &ends, keep, codes);
            }
            DataType::Map(..) => {
                let map = array.as_map();
                let entries: ArrayRef = std::sync::Arc::new(map.entries().clone());
                self.encode_slices(array, &entries, &|row| map.value_offsets()[row] as usize, keep, codes);
            }
            _ => {
                let list = array.as_list::<i32>();
                let ends = |row| list.value_offsets()[row] as usize;
                self.encode_slices(array, list.values(), &ends, keep, codes);
            }
        }
    }

    fn encode_slices(
        &mut self,
        array: &dyn Array,
        values: &ArrayRef,
        ends: &dyn Fn(usize) -> usize,
        keep: Option<&[bool]>,
        codes: &mut Vec<u32>,
    ) {
        let (first, last) = (ends(0), ends(array.len()));
        let mut elements = std::mem::take(&mut self.codes_of_elements);
        self.element.encode(&*values.slice(first, last - first), None, &mut elements);
        let mut kept = Vec::new();
        let mut start = 0;
        for row in 0..array.len() {
            let end = ends(row + 1) - first;
            let mut list = &elements[start..end];
            start = end;
            if array.is_null(row) || keep.is_some_and(|keep| !keep[row]) {
                codes.push(ABSENT);
                continue;
            }
            if self.is_filtered {
                kept.clear();
                kept.extend(list.iter().copied().filter(|code| *code != ABSENT));
                list = &kept;
            }
            codes.push(self.code(list));
        }
        self.codes_of_elements = elements;
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
    codes_of_members: Vec<Vec<u32>>,
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
        Ok(Self { members, tags, objects: Sequences::default(), codes_of_members: Vec::new() })
    }

    fn encode(&mut self, array: &dyn Array, keep: Option<&[bool]>, codes: &mut Vec<u32>) {
        codes.clear();
        let object = array.as_struct();
        let mut kept: Vec<bool> =
            (0..array.len()).map(|row| array.is_valid(row) && keep.is_none_or(|keep| keep[row])).collect();
        if let Some((key, tags)) = &self.tags {
            let keys = object.column(self.members[*key].field);
            let is_read = |key: Option<&str>| key.is_some_and(|key| tags.iter().any(|tag| tag == key));
            kept.iter_mut().zip(texts(keys)).for_each(|(kept, key)| *kept &= is_read(key));
        }
        let mut of_members = std::mem::take(&mut self.codes_of_members);
        of_members.resize_with(self.members.len(), Vec::new);
        for (member, codes) in self.members.iter_mut().zip(&mut of_members) {
            member.node.encode(&**object.column(member.field), Some(&kept), codes);
        }
        let mut sequence = vec![ABSENT; self.members.len()];
        for (row, kept) in kept.iter().enumerate() {
            if !kept {
                codes.push(ABSENT);
                continue;
            }
            sequence.iter_mut().zip(&of_members).for_each(|(code, codes)| *code = codes[row]);
            codes.push(self.objects.number(&sequence) + 1);
        }
        self.codes_of_members = of_members;
    }
}
