//! Documents over several lines, read record by record.
//!
//! An object that fits into the limit of a line and is not a plain response is read whole, exactly as
//! on one line. Otherwise only the structure that leads to the list of records is followed: each
//! record is cut out and read as on a line of its own, and the other members are parsed and dropped.

use crate::input::item::{InputErrorKind, Item};
use crate::input::lines::Lines;
use crate::input::scanner::{Scanner, Stop};
use crate::input::shape::{self, Sink};
use crate::input::summary::Summary;
use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::names::spelling;
use crate::json::tree::Json;
use crate::request::single::Defaults;
use crate::request::vocabulary::{LISTINGS, LISTS};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::VecDeque;
use std::fmt;
use std::io::BufRead;

/// The expected form of the member `Instance`.
const LIST: &str = "a list of records";

/// The state of reading a document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    scanner: Scanner,
    /// The open brackets on the way to the records, outermost first.
    open: Vec<Open>,
}

/// An open bracket.
#[derive(Debug)]
struct Open {
    bracket: Bracket,
    /// The path of the value it opens.
    path: String,
    /// The line on which the value or its key starts.
    line: u64,
    /// The number of elements or members begun.
    begun: usize,
    /// Whether the list of records is found or not required.
    is_found: bool,
}

#[derive(Clone, Copy, Debug)]
enum Bracket {
    /// A list of records.
    List,
    /// An object that contains the list of records.
    Wrapper,
}

/// The lines of a stream, the defaults of its cases, and the queue of what has been read.
pub(crate) struct Source<'s, R> {
    pub(crate) lines: &'s mut Lines<R>,
    pub(crate) defaults: &'s Defaults,
    pub(crate) ready: &'s mut VecDeque<Item>,
    pub(crate) summary: &'s mut Summary,
}

impl Document {
    /// Reads a record, or one step towards the next; returns `false` at the end of the stream.
    pub(crate) fn advance<R: BufRead>(&mut self, stream: &mut Source<'_, R>) -> Result<bool, Stop> {
        let Some(open) = self.open.last_mut() else {
            match self.scanner.next_byte(stream.lines)? {
                None => return Ok(false),
                Some(b'[') => self.enter(stream, Bracket::List, String::new()),
                Some(b'{') => self.object(stream)?,
                Some(_) => self.record(stream, "")?,
            }
            return Ok(true);
        };
        let byte = self.scanner.peek(stream.lines)?;
        let (end, problem) = match open.bracket {
            Bracket::List => (b']', "expected `,` or `]`"),
            Bracket::Wrapper => (b'}', "expected `,` or `}`"),
        };
        if byte == end {
            self.scanner.pass(stream.lines);
            if let Some(Open { path, line, begun: 1.., is_found: false, .. }) = self.open.pop() {
                let missing = At::ROOT.key("Instance").missing(LIST).within(&path);
                stream.ready.push_back(Item::new(line, Err(missing)));
            }
            return Ok(true);
        }
        if open.begun > 0 {
            self.scanner.expect(stream.lines, b',', problem)?;
        }
        open.begun += 1;
        match open.bracket {
            Bracket::List => {
                let path = format!("{}[{}]", open.path, open.begun - 1);
                self.record(stream, &path)?;
            }
            Bracket::Wrapper => {
                let path = open.path.clone();
                self.member(stream, &path)?;
            }
        }
        Ok(true)
    }

    /// Gives back the lines from that of an error, so that reading can go on there.
    pub(crate) fn give_back<R: BufRead>(&mut self, lines: &mut Lines<R>, error: u64) {
        self.scanner.give_back(lines, error);
    }

    fn enter<R: BufRead>(&mut self, stream: &Source<'_, R>, bracket: Bracket, path: String) {
        self.scanner.pass(stream.lines);
        let is_found = matches!(bracket, Bracket::List);
        self.open.push(Open { bracket, path, line: self.scanner.cut.line(), begun: 0, is_found });
    }

    /// Reads an object at the top level. Until a key leads to a list of records, the object may be a
    /// record or a case, and is kept.
    fn object<R: BufRead>(&mut self, stream: &mut Source<'_, R>) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        let whole = self.scanner.look_ahead(stream.lines)?;
        let mut is_case = whole.is_some_and(|text| !is_plain_response(&text));
        let mut begun = 0;
        self.scanner.pass(stream.lines);
        loop {
            let byte = self.scanner.peek(stream.lines)?;
            if byte == b'}' && begun == 0 {
                break;
            }
            let key = self.scanner.key(stream.lines)?;
            begun += 1;
            is_case |= matches!(key.as_str(), "Request" | "Environment");
            let byte = self.scanner.peek(stream.lines)?;
            if !is_case && !self.scanner.cut.is_too_long && leads(&key, byte) {
                self.scanner.cut.bytes.extend_from_slice(b"null}");
                stream.summary.start_page();
                self.check_cut(stream.defaults, stream.summary)?;
                let (bracket, path, line) = (Bracket::Wrapper, String::new(), self.scanner.cut.line());
                self.open.push(Open { bracket, path, line, begun, is_found: true });
                self.enter(stream, if byte == b'[' { Bracket::List } else { Bracket::Wrapper }, key);
                return Ok(());
            }
            self.scanner.value(stream.lines)?;
            if self.scanner.peek(stream.lines)? == b'}' {
                break;
            }
            self.scanner.expect(stream.lines, b',', "expected `,` or `}`")?;
        }
        self.scanner.pass(stream.lines);
        self.read_cut(stream, "")
    }

    /// Reads a member of an object around the records.
    fn member<R: BufRead>(&mut self, stream: &mut Source<'_, R>, outer: &str) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        let key = self.scanner.key(stream.lines)?;
        self.scanner.end_cut();
        let byte = self.scanner.peek(stream.lines)?;
        let path = if outer.is_empty() { key.clone() } else { format!("{outer}.{key}") };
        let is_instance = is_one_of(&key, LISTS);
        if let Some(open) = self.open.last_mut() {
            open.is_found |= is_instance;
        }
        match byte {
            b'{' if is_instance => self.record(stream, &path)?,
            b'[' if is_instance || leads(&key, byte) && outer.is_empty() => {
                self.enter(stream, Bracket::List, path);
            }
            b'{' if leads(&key, byte) && outer.is_empty() => self.enter(stream, Bracket::Wrapper, path),
            _ if is_instance => self.no_list(stream, &path)?,
            // The preceding records have been read without it.
            _ if outer.is_empty() && matches!(key.as_str(), "Request" | "Environment") => {
                let line = self.scanner.cut.line();
                let late = At::ROOT.key(&key).error(ReadErrorKind::AfterRecords);
                stream.ready.push_back(Item::new(line, Err(late)));
                self.scanner.value(stream.lines)?;
            }
            _ => {
                self.scanner.start_cut(stream.lines)?;
                self.scanner.value(stream.lines)?;
                self.scanner.end_cut();
                if !self.scanner.cut.is_too_long {
                    let value = self.scanner.cut.parse(stream.defaults)?;
                    if outer.is_empty() {
                        stream.summary.add_members(&[(key.into(), value)]);
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a record, or another value in its place.
    fn record<R: BufRead>(&mut self, stream: &mut Source<'_, R>, path: &str) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        self.scanner.value(stream.lines)?;
        self.read_cut(stream, path)
    }

    /// Reads a value in place of the list of records: `null`, or an error.
    fn no_list<R: BufRead>(&mut self, stream: &mut Source<'_, R>, path: &str) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        self.scanner.value(stream.lines)?;
        self.read_cut_as(stream, path, |json, _, sink| {
            if *json != Json::Null {
                (sink.case)(Err(At::ROOT.unexpected(LIST, json)));
            }
        })
    }

    /// Reads the cases in the cut.
    fn read_cut<R: BufRead>(&mut self, stream: &mut Source<'_, R>, path: &str) -> Result<(), Stop> {
        let read = match path.bytes().next() {
            None => shape::each,
            // An element of a list at the top level.
            Some(b'[') => shape::one,
            // An element of the list of a response.
            Some(_) => shape::record,
        };
        self.read_cut_as(stream, path, |json, defaults, sink| read(At::ROOT, json, defaults, sink))
    }

    fn read_cut_as<R: BufRead>(
        &mut self,
        stream: &mut Source<'_, R>,
        path: &str,
        read: impl FnOnce(&Json<'_>, &Defaults, &mut Sink<'_>),
    ) -> Result<(), Stop> {
        self.scanner.end_cut();
        let cut = &self.scanner.cut;
        let line = cut.line();
        if cut.is_too_long {
            let max = stream.lines.max();
            stream.ready.push_back(Item::failed(line, InputErrorKind::TooLong { max }));
            return Ok(());
        }
        let json = cut.parse(stream.defaults)?;
        let Source { defaults, ready, summary, .. } = stream;
        let mut case = |case: Result<_, ReadError>| {
            ready.push_back(Item::new(line, case.map_err(|error| error.within(path))));
        };
        read(&json, defaults, &mut Sink { case: &mut case, summary });
        Ok(())
    }

    /// Checks that the beginning of a response is JSON, and adds its members to the summary.
    fn check_cut(&mut self, defaults: &Defaults, summary: &mut Summary) -> Result<(), Stop> {
        self.scanner.end_cut();
        if let Json::Object(members) = self.scanner.cut.parse(defaults)? {
            summary.add_members(&members);
        }
        Ok(())
    }
}

/// Whether the object is a response in which one member leads to the records, and none makes it a
/// case: record by record it reads the same as whole.
fn is_plain_response(text: &[u8]) -> bool {
    /// The keys of an object that decide, and the same of the member that leads to the records.
    #[derive(Default)]
    struct Keys {
        leading: usize,
        instances: usize,
        is_case: bool,
    }

    impl<'de> Deserialize<'de> for Keys {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Object;

            impl<'de> Visitor<'de> for Object {
                type Value = Keys;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Keys, A::Error> {
                    let mut keys = Keys::default();
                    while let Some((key, value)) = object.next_entry::<String, &RawValue>()? {
                        let first = value.get().as_bytes().first().copied().unwrap_or_default();
                        if is_one_of(&key, LISTINGS) || is_one_of(&key, LISTS) {
                            keys.leading += 1;
                            let inner = is_one_of(&key, LISTINGS) && first == b'{';
                            let inner = inner.then(|| serde_json::from_str::<Keys>(value.get()));
                            keys.instances = inner.and_then(Result::ok).map_or(0, |inner| inner.leading);
                        }
                        keys.is_case |= matches!(key.as_str(), "Request" | "Environment");
                    }
                    Ok(keys)
                }
            }

            deserializer.deserialize_map(Object)
        }
    }

    // Malformed JSON is reported with its place while reading on.
    serde_json::from_slice(text)
        .map_or(true, |keys: Keys| !keys.is_case && keys.leading == 1 && keys.instances <= 1)
}

/// Whether a member of a response leads to a list of records.
fn leads(key: &str, byte: u8) -> bool {
    is_one_of(key, LISTINGS) && matches!(byte, b'{' | b'[') || is_one_of(key, LISTS) && byte == b'['
}

/// Whether a key spells one of the names.
fn is_one_of(key: &str, names: &[&str]) -> bool {
    names.iter().any(|name| spelling(key, name).is_some())
}
