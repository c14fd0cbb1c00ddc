//! The outline of a line: its text without what the reading of a case does not depend on.
//!
//! Left out are the values of keys that are not read, the ids of the instance, and texts of which only the
//! presence counts. Two lines with the same outline are the same case but for the ids.
//!
//! A line is cut into its scalar values and the texts between them: brackets, commas, keys. Lines of one
//! writer have few sequences of such texts, which are kept as a tree. On a known way through it, a text is
//! compared with the expected one, and no key is looked up.

use crate::json::pull::Pull;
use crate::record::custom::is_read;
use crate::request::vocabulary::{is_known, is_presence};
use instance_lifecycle::rules::attributes::AttributeSet;

/// The maximum number of texts in the tree.
const NODES: usize = 16 << 10;

/// The maximum length of a text in bytes.
const LENGTH: usize = 512;

/// The maximum depth of brackets.
const DEPTH: usize = 32;

/// The ids in a line: of the record, and of the request.
pub(crate) type Ids<'a> = [Option<&'a str>; 2];

/// The structures of the lines so far.
#[derive(Debug)]
pub(crate) struct Outlines {
    nodes: Vec<Node>,
    outline: Vec<u8>,
}

/// A text between two values, after a sequence of other ones.
#[derive(Debug)]
struct Node {
    text: Box<[u8]>,
    /// The use of the next value; `None` at the end of the line.
    next: Option<Use>,
    /// The open brackets.
    open: Box<[Frame]>,
    /// The texts that follow the next value, those that were found last first.
    children: Vec<u32>,
}

/// An open bracket.
#[derive(Clone, Copy, Debug)]
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
            outline: Vec::new(),
        }
    }
}

impl Outlines {
    /// Returns the outline of a case of one instance, and the ids in the line. `None` if the line is something
    /// else, or not in the common form.
    pub(crate) fn of<'a>(&mut self, line: &'a str, attributes: &AttributeSet) -> Option<(&[u8], Ids<'a>)> {
        self.outline.clear();
        let mut ids = [None; 2];
        let (mut pull, mut node) = (Pull::new(line), 0);
        loop {
            node = match self.known(node, &line.as_bytes()[pull.at()..]) {
                Some(child) => child,
                None => self.add(node, line, pull.at(), attributes)?,
            };
            let Node { text, next, .. } = &self.nodes[node];
            pull.advance(text.len());
            let Some(next) = *next else { break };
            let start = pull.at();
            let is_left_out = match next {
                Use::Nothing => pull.skip().map(|()| true)?,
                Use::Presence => pull.plain_text()?.is_some(),
                Use::Id(of_request) => match pull.plain_text()? {
                    Some(id) => ids[usize::from(of_request)].replace(id).is_none(),
                    None => false,
                },
                _ => pull.skip().map(|()| false)?,
            };
            if !is_left_out {
                self.outline.extend_from_slice(&line.as_bytes()[start..pull.at()]);
            }
            self.outline.push(b',');
        }
        self.outline.extend_from_slice(&(node as u32).to_le_bytes());
        Some((&self.outline, ids))
    }

    /// Forgets all structures if there are too many; returns whether it did.
    pub(crate) fn forget_many(&mut self) -> bool {
        let is_full = self.nodes.len() >= NODES;
        if is_full {
            *self = Self::default();
        }
        is_full
    }

    /// Returns the child of a node whose text comes next.
    #[inline]
    fn known(&mut self, node: usize, rest: &[u8]) -> Option<usize> {
        let place = self.nodes[node].children.iter().position(|&child| {
            let Node { text, next, .. } = &self.nodes[child as usize];
            rest.strip_prefix(&**text).is_some_and(|after| match next {
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
        let child = self.nodes.len();
        let text = line.as_bytes()[at..at + end].into();
        self.nodes.push(Node { text, next, open: open.into(), children: Vec::new() });
        self.nodes[node].children.insert(0, child as u32);
        Some(child)
    }
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
            (..) if custom.is_none() && is_presence(key) => Self::Presence,
            (..) if is_custom || is_known(key) => Self::Known,
            _ => Self::Nothing,
        })
    }

    /// Returns the use of the values in an object or a list that is used so. `None` for a list in the place of a
    /// record or a request.
    const fn inside(self, is_list: bool) -> Option<Self> {
        match self {
            Self::Id(_) => Some(Self::Whole),
            Self::Presence if !is_list => Some(Self::Known),
            Self::Record | Self::Request if is_list => None,
            other => Some(other),
        }
    }
}
