//! A document over several lines, walked record by record.
//!
//! Only as much of its structure is followed as leads to the list of records. Each record is then
//! cut out whole and read as a line is. What stands around the list is parsed too, and dropped.

use crate::at::At;
use crate::case::Defaults;
use crate::error::{Problem, ReadError};
use crate::json::Json;
use crate::lines::Lines;
use crate::names::spelling;
use crate::scanner::{Scanner, Stop};
use crate::shape::{self, Sink};
use crate::stream::{Item, Reason, unreadable};
use crate::summary::Summary;
use std::collections::VecDeque;
use std::io::BufRead;

/// What is expected where the records are.
const LIST: &str = "a list of records";

/// Where the walk stands.
#[derive(Debug, Default)]
pub(crate) struct Document {
    scanner: Scanner,
    /// The open brackets on the way to the records, outermost first.
    open: Vec<Open>,
}

/// A bracket that is open.
#[derive(Debug)]
struct Open {
    bracket: Bracket,
    /// The path of what it opens.
    path: String,
    /// The line on which what leads to it starts.
    line: u64,
    /// How many elements or members have begun.
    begun: usize,
    /// Whether the records are found, or are no matter here.
    is_found: bool,
}

#[derive(Clone, Copy, Debug)]
enum Bracket {
    /// A list of records.
    List,
    /// An object with the records somewhere in it.
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
    /// Walks on, by a record or a step towards the next; `false` at the end of the stream.
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
                stream.ready.push_back(Item::of(line, Err(missing)));
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

    fn enter<R: BufRead>(&mut self, stream: &Source<'_, R>, bracket: Bracket, path: String) {
        self.scanner.pass(stream.lines);
        let is_found = matches!(bracket, Bracket::List);
        self.open.push(Open { bracket, path, line: self.scanner.cut.line(), begun: 0, is_found });
    }

    /// An object at the top. Until the key comes that leads to a list of records, it may as well be
    /// a record or a case itself, and is kept.
    fn object<R: BufRead>(&mut self, stream: &mut Source<'_, R>) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        self.scanner.pass(stream.lines);
        let (mut is_case, mut begun) = (false, 0);
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
                self.check_cut(stream.summary)?;
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

    /// A member of an object around the records.
    fn member<R: BufRead>(&mut self, stream: &mut Source<'_, R>, outer: &str) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        let key = self.scanner.key(stream.lines)?;
        self.scanner.end_cut();
        let byte = self.scanner.peek(stream.lines)?;
        let path = if outer.is_empty() { key.clone() } else { format!("{outer}.{key}") };
        let is_instance = spelling(&key, "Instance").is_some();
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
            // The records before it have been read without it.
            _ if outer.is_empty() && matches!(key.as_str(), "Request" | "Environment") => {
                let line = self.scanner.cut.line();
                let late = At::ROOT.key(&key).error(Problem::BehindRecords);
                stream.ready.push_back(Item::of(line, Err(late)));
                self.scanner.value(stream.lines)?;
            }
            _ => {
                self.scanner.start_cut(stream.lines)?;
                self.scanner.value(stream.lines)?;
                self.scanner.end_cut();
                if !self.scanner.cut.is_too_long {
                    let value = self.scanner.cut.parse()?;
                    if outer.is_empty() {
                        stream.summary.add_members(&[(key.into(), value)]);
                    }
                }
            }
        }
        Ok(())
    }

    /// A record, or whatever stands in its place.
    fn record<R: BufRead>(&mut self, stream: &mut Source<'_, R>, path: &str) -> Result<(), Stop> {
        self.scanner.start_cut(stream.lines)?;
        self.scanner.value(stream.lines)?;
        self.read_cut(stream, path)
    }

    /// What stands in the place of the list of records: nothing, or else what is none.
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
        // A list in the list of records is none of them.
        let read = if path.is_empty() { shape::each } else { shape::one };
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
            stream.ready.push_back(unreadable(line, Reason::TooLong { max: stream.lines.max() }));
            return Ok(());
        }
        let json = cut.parse()?;
        let Source { defaults, ready, summary, .. } = stream;
        let mut case = |case: Result<_, ReadError>| {
            ready.push_back(Item::of(line, case.map_err(|error| error.within(path))));
        };
        read(&json, defaults, &mut Sink { case: &mut case, summary });
        Ok(())
    }

    /// Checks that the beginning of a response is JSON, and takes note of its members.
    fn check_cut(&mut self, summary: &mut Summary) -> Result<(), Stop> {
        self.scanner.end_cut();
        if let Json::Object(members) = self.scanner.cut.parse()? {
            summary.add_members(&members);
        }
        Ok(())
    }
}

/// Whether the member of a response leads to a list of records.
fn leads(key: &str, byte: u8) -> bool {
    spelling(key, "Instances").is_some() && matches!(byte, b'{' | b'[')
        || spelling(key, "Instance").is_some() && byte == b'['
}
