//! The outline of a line: what the reading of a case depends on, in numbers.
//!
//! Left out are the values of keys that are not read, the ids of the instance, and texts of which only the
//! presence counts. Two lines with the same outline are the same case but for the ids.
//!
//! A line is cut into its scalar values and the texts between them: brackets, commas, keys. Lines of one
//! writer have few such texts, which are kept as a graph. On a known way through it, a text is compared with
//! those that were found in its place before, and no key is looked up.

use crate::input::values::Values;
use crate::json::pull::{Pull, end_of_plain};
use crate::record::custom::is_read;
use crate::record::value_use::ValueUse;
use crate::request::vocabulary::{is_known, is_presence};
use instance_lifecycle::rules::attributes::AttributeSet;

/// The maximum number of texts.
const NODES: usize = 4 << 10;

/// The maximum length of a text in bytes.
const LENGTH: usize = 512;

/// The maximum number of texts and values in an outline.
const OUTLINE: usize = 256;

/// The maximum number of digits of an amount.
const DIGITS: usize = 15;

/// The maximum depth of brackets.
const DEPTH: usize = 32;

/// The number of a text of which only the presence counts.
const PRESENT: u16 = u16::MAX;

/// The ids in a line: of the record, and of the request.
pub(crate) type Ids<'a> = [Option<&'a str>; 2];

/// The structures and the values of the lines so far.
#[derive(Debug)]
pub(crate) struct Outlines {
    nodes: Vec<Node>,
    values: Values,
    types: Values,
    /// The outline of the last line: the numbers of its texts, each with that of the value behind it.
    outline: Vec<u16>,
}

/// A text between two values.
#[derive(Debug)]
struct Node {
    text: Box<[u8]>,
    /// The use of the next value; `None` at the end of the line.
    next: Option<Use>,
    /// The open brackets behind the text.
    open: Box<[Frame]>,
    /// The texts that follow the next value, those that were found last first.
    children: Vec<u32>,
}

/// An open bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    is_list: bool,
    values: Use,
}

/// What is read of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// The members of a line.
    Line,
    /// The members of a record.
    Record,
    /// The members of a request.
    Request,
    /// The id of the record or the request.
    Id(bool),
    /// An instance type, of which the properties of its family are read.
    Type,
    /// A number, of which is read whether it is positive.
    Amount,
    /// A scalar value, or the known members of an object.
    Known,
    /// Everything.
    Whole,
    /// Whether there is a text.
    Presence,
    /// Nothing.
    Nothing,
}

impl Default for Outlines {
    fn default() -> Self {
        let open = Box::new([]);
        Self {
            nodes: vec![Node { text: Box::new([]), next: None, open, children: Vec::new() }],
            values: Values::new(|_| None),
            types: Values::new(family),
            outline: Vec::new(),
        }
    }
}

impl Outlines {
    /// Returns the outline of a case of one instance, and the ids in the line. `None` if the line is something
    /// else, or not in the common form.
    pub(crate) fn of<'a>(&mut self, line: &'a str, attributes: &AttributeSet) -> Option<(&[u16], Ids<'a>)> {
        self.outline.clear();
        let mut ids = [None; 2];
        let (mut at, mut node) = (0, 0);
        loop {
            node = match self.known(node, &line.as_bytes()[at..]) {
                Some(child) => child,
                None => self.add(node, line, at, attributes)?,
            };
            let Node { text, next, .. } = &self.nodes[node];
            self.outline.push(node as u16);
            at += text.len();
            let Some(next) = *next else { break };
            let (end, is_plain) = end_of_scalar(line, at)?;
            // A text is in quotes.
            let text = || line.get(at + 1..end - 1).filter(|text| is_plain && !text.is_empty());
            let number = match next {
                Use::Nothing => None,
                Use::Presence if is_plain && end > at + 2 => Some(PRESENT),
                Use::Id(of_request) => match text() {
                    // Which of two ids counts is left to the reader.
                    Some(id) if ids[usize::from(of_request)].replace(id).is_some() => return None,
                    Some(_) => Some(PRESENT),
                    None => Some(self.values.number(line, at..end)?),
                },
                Use::Type => Some(self.types.number(line, at..end)?),
                Use::Amount => match amount(&line.as_bytes()[at..end]) {
                    Some(number) => Some(number),
                    None => Some(self.values.number(line, at..end)?),
                },
                _ => Some(self.values.number(line, at..end)?),
            };
            self.outline.extend(number);
            at = end;
        }
        (self.outline.len() <= OUTLINE).then_some((&self.outline, ids))
    }

    /// Whether there are so many structures or values that all should be forgotten.
    pub(crate) fn is_full(&self) -> bool {
        self.nodes.len() >= NODES || self.values.is_full() || self.types.is_full()
    }

    /// Returns the child of a node whose text comes next.
    #[inline]
    fn known(&mut self, node: usize, rest: &[u8]) -> Option<usize> {
        let place = self.nodes[node].children.iter().position(|&child| {
            let Node { text, next, .. } = &self.nodes[child as usize];
            after(rest, text).is_some_and(|after| match next {
                Some(_) => after.first().is_some_and(|byte| is_scalar(*byte)),
                None => after.is_empty(),
            })
        })?;
        let children = &mut self.nodes[node].children;
        children.swap(place, 0);
        Some(children[0] as usize)
    }

    /// Adds the text at a position as a child of a node. `None` if it is not in the common form.
    #[cold]
    fn add(&mut self, node: usize, line: &str, at: usize, attributes: &AttributeSet) -> Option<usize> {
        let custom = attributes.has_custom().then_some(attributes);
        let mut open = self.nodes[node].open.to_vec();
        let (end, next) = follow(&line[at..], node == 0, &mut open, custom)?;
        if end > LENGTH {
            return None;
        }
        let text = &line.as_bytes()[at..at + end];
        let is_same = |of: &Node| (&*of.text, of.next, &*of.open) == (text, next, &*open);
        let child = self.nodes.iter().position(is_same).unwrap_or_else(|| {
            let new = Node { text: text.into(), next, open: open.as_slice().into(), children: Vec::new() };
            self.nodes.push(new);
            self.nodes.len() - 1
        });
        self.nodes[node].children.insert(0, child as u32);
        Some(child)
    }
}

/// Returns the bytes after a text; `None` if they begin with something else. Most texts are short: they are
/// compared word by word.
#[inline]
fn after<'a>(bytes: &'a [u8], text: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = bytes.split_at_checked(text.len())?;
    let is_same = match (start.last_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(end), Some(end_of_text)) => {
            let (words, words_of_text) = (start.as_chunks::<8>().0, text.as_chunks::<8>().0);
            end == end_of_text && words.iter().zip(words_of_text).all(|(word, of_text)| word == of_text)
        }
        _ => start.iter().zip(text).all(|(byte, of_text)| byte == of_text),
    };
    is_same.then_some(rest)
}

/// Returns the end of the scalar value at a position, and whether it is a text without escapes. `None` if it is
/// left to the parser.
#[inline]
fn end_of_scalar(line: &str, at: usize) -> Option<(usize, bool)> {
    let bytes = line.as_bytes();
    if bytes.get(at) == Some(&b'"') {
        let end = at + 1 + end_of_plain(bytes.get(at + 1..)?);
        if bytes.get(end) == Some(&b'"') {
            return Some((end + 1, true));
        }
    }
    let mut pull = Pull::new(line.get(at..)?);
    pull.skip()?;
    Some((at + pull.at(), false))
}

/// Returns a number of the properties of an instance type in quotes; `None` if they are not plain.
fn family(value: &str) -> Option<u16> {
    let text = value.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains('\\'))?;
    ValueUse::Family.meaning_of_text(text)
}

/// Returns a number that tells whether an amount is positive; `None` if it is not a short whole number.
fn amount(value: &[u8]) -> Option<u16> {
    let is_whole = value.len() <= DIGITS && value.iter().all(u8::is_ascii_digit);
    is_whole.then(|| value.iter().any(|byte| *byte != b'0').into())
}

const fn is_scalar(byte: u8) -> bool {
    matches!(byte, b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
}

/// Returns the length of the text up to the next scalar value, and the use of that. Updates the open brackets.
fn follow(
    text: &str,
    is_start: bool,
    open: &mut Vec<Frame>,
    custom: Option<&AttributeSet>,
) -> Option<(usize, Option<Use>)> {
    let mut pull = Pull::new(text);
    // The bracket that was opened last has no value yet.
    let mut is_new = false;
    if is_start {
        pull.take(b'{')?;
        open.push(Frame { is_list: false, values: Use::Line });
        is_new = true;
    }
    loop {
        let Some(&frame) = open.last() else {
            return pull.is_at_end().then_some((text.len(), None));
        };
        let close = if frame.is_list { b']' } else { b'}' };
        if pull.peek()? == close {
            pull.advance(1);
            open.pop();
            is_new = false;
            continue;
        }
        if !is_new {
            pull.take(b',')?;
        }
        let value = if frame.is_list {
            frame.values
        } else {
            let key = pull.key()?;
            frame.values.of(key, custom)?
        };
        match pull.peek()? {
            bracket @ (b'{' | b'[') if open.len() < DEPTH => {
                pull.advance(1);
                let is_list = bracket == b'[';
                open.push(Frame { is_list, values: value.inside(is_list)? });
                is_new = true;
            }
            byte if is_scalar(byte) => return Some((pull.at(), Some(value))),
            _ => return None,
        }
    }
}

impl Use {
    /// Returns the use of a member of an object. `None` if a line with it is no case.
    fn of(self, key: &str, custom: Option<&AttributeSet>) -> Option<Self> {
        let is_custom = custom.is_some_and(|attributes| is_read(attributes, key));
        Some(match (self, key) {
            (Self::Line, "Instance") => Self::Record,
            (Self::Line, "Request") => Self::Request,
            (Self::Line, "Environment") => Self::Known,
            (Self::Line, _) => return None,
            (Self::Whole | Self::Nothing, _) => self,
            (Self::Record, "InstanceId") if !is_custom => Self::Id(false),
            (Self::Request, "InstanceId") if !is_custom => Self::Id(true),
            // The facts may have the names of members, and their values are read.
            (Self::Record, _) if key.eq_ignore_ascii_case("Facts") => Self::Whole,
            (Self::Record, _) if !is_custom && ValueUse::of_member(key) == ValueUse::Family => Self::Type,
            (Self::Record, _) if !is_custom && ValueUse::of_member(key) == ValueUse::Sign => Self::Amount,
            (..) if custom.is_none() && is_presence(key) => Self::Presence,
            (..) if is_custom || is_known(key) => Self::Known,
            _ => Self::Nothing,
        })
    }

    /// Returns the use of the values in an object or a list that is used so. `None` for a list in the place of a
    /// record or a request.
    const fn inside(self, is_list: bool) -> Option<Self> {
        match self {
            Self::Id(_) | Self::Type | Self::Amount => Some(Self::Whole),
            Self::Presence if !is_list => Some(Self::Known),
            Self::Record | Self::Request if is_list => None,
            other => Some(other),
        }
    }
}
