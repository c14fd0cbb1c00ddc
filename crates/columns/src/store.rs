//! The distinct cases of a table.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use instance_lifecycle::{Environment, Request};
use instance_lifecycle_wire::{AnyCase, Case, Defaults, Json, Notes, ReadError, Record};
use std::borrow::Cow;
use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Cases, shared by a reader, by what it has encoded and by those who decide. Cases are only added.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store(Arc<RwLock<Cases>>);

impl Store {
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Cases> {
        // Cases are whole at any time.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Cases> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The distinct cases, and the distinct parts of which they consist.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    records: Distinct<Option<Record>>,
    environments: Distinct<(Environment, Notes)>,
    requests: Distinct<(Request, Notes)>,
    /// The parts of each case, or the error in its place.
    cases: Vec<Result<[u32; 3], ReadError>>,
    errors: usize,
}

/// Distinct values of one part, with the JSON of the first. A part that cannot be read has only its JSON.
#[derive(Debug)]
struct Distinct<T> {
    values: Vec<(Option<T>, Json<'static>)>,
    numbers: HashTable<(u64, u32)>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Self {
        Self { values: Vec::new(), numbers: HashTable::new() }
    }
}

impl<T: PartialEq> Distinct<T> {
    /// Adds a value that has the hash of `key`, unless there is an equal one.
    fn add(&mut self, key: impl Hash, value: Option<T>, json: Json<'static>) -> u32 {
        let new = self.values.len() as u32;
        if value.is_some() {
            let hash = FixedState::default().hash_one(key);
            let values = &self.values;
            let is_equal = |known: &(u64, u32)| known.0 == hash && values[known.1 as usize].0 == value;
            if let Some((_, number)) = self.numbers.find(hash, is_equal) {
                return *number;
            }
            self.numbers.insert_unique(hash, (hash, new), |(hash, _)| *hash);
        }
        self.values.push((value, json));
        new
    }

    fn get(&self, number: u32) -> (&Option<T>, &Json<'static>) {
        let (value, json) = &self.values[number as usize];
        (value, json)
    }
}

impl Cases {
    /// The number of cases.
    pub(crate) fn len(&self) -> usize {
        self.cases.len()
    }

    /// Whether there are errors in the place of cases.
    pub(crate) const fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Returns the error in the place of a case.
    pub(crate) fn error(&self, number: usize) -> Option<&ReadError> {
        self.cases[number].as_ref().err()
    }

    /// Whether an error is in the place of a case.
    pub(crate) fn is_error(&self, number: usize) -> bool {
        self.cases[number].is_err()
    }

    /// Returns a case, without the id of its instance.
    pub(crate) fn get(&self, number: usize) -> Result<Case, ReadError> {
        let [record, environment, request] = self.cases[number].clone()?;
        // The parts of a readable case are readable.
        let (record, _) = self.records.get(record);
        let (environment, given) = self.environments.get(environment).0.clone().unwrap_or_default();
        let (request, notes) = match self.requests.get(request).0 {
            Some((request, notes)) => (*request, notes.clone()),
            None => (Request::DEFAULTS[0], Notes::default()),
        };
        let notes = Notes { given: given.given, ..notes };
        Ok(Case { id: None, record: record.clone().flatten(), environment, request, notes })
    }

    /// Adds a part of a case; returns its number.
    pub(crate) fn add_part(&mut self, part: usize, json: Json<'static>, defaults: &Defaults) -> u32 {
        match part {
            0 => self.add_record(json, defaults),
            1 => self.add_environment(json, defaults),
            _ => self.add_request(json, defaults),
        }
    }

    fn add_record(&mut self, json: Json<'static>, defaults: &Defaults) -> u32 {
        let defaults = Defaults { action: None, ..defaults.clone() };
        let case = case([json.clone(), Json::Null, any_request()]);
        let record = Case::read(&case, &defaults).ok().map(|case| case.record);
        let record = record.map(|record| record.map(|record| Record { instance_id: None, ..record }));
        let key = record.as_ref().and_then(|record| record.as_ref());
        let key = key.map(|record| (record.instance, record.locks.clone(), record.assumed.is_empty()));
        self.records.add(key, record, json)
    }

    fn add_environment(&mut self, json: Json<'static>, defaults: &Defaults) -> u32 {
        let defaults = Defaults { action: None, ..defaults.clone() };
        let read = Case::read(&case([Json::Null, json.clone(), any_request()]), &defaults).ok();
        let environment = read.map(|case| (case.environment, case.notes));
        self.environments.add(environment.as_ref().map(|(environment, _)| *environment), environment, json)
    }

    fn add_request(&mut self, json: Json<'static>, defaults: &Defaults) -> u32 {
        let defaults = Defaults { action: None, ..defaults.clone() };
        let read = Case::read(&case([Json::Null, Json::Null, json.clone()]), &defaults).ok();
        let request = read.map(|case| (case.request, case.notes));
        self.requests.add(request.as_ref().map(|(request, _)| *request), request, json)
    }

    /// Adds the case of three parts; returns its number.
    pub(crate) fn add(&mut self, parts: [u32; 3], defaults: &Defaults) -> u32 {
        let [record, environment, request] = parts;
        let (record, record_json) = self.records.get(record);
        let (environment, environment_json) = self.environments.get(environment);
        let (request, request_json) = self.requests.get(request);
        let is_whole = match (record, environment, request) {
            (Some(record), Some(_), Some((request, _))) => {
                (record.is_none() || !request.creates()) && defaults.action.is_none()
            }
            _ => false,
        };
        let case = if is_whole {
            Ok(parts)
        } else {
            let json = [record_json, environment_json, request_json].map(Json::clone);
            read(json, defaults).map(|_| parts)
        };
        self.push(case)
    }

    /// Adds an error in the place of a case whose parts read well by themselves; returns its number.
    pub(crate) fn add_whole(
        &mut self,
        json: [Json<'static>; 3],
        parts: [u32; 3],
        defaults: &Defaults,
    ) -> u32 {
        let case = read(json, defaults).map(|_| parts);
        self.push(case)
    }

    fn push(&mut self, case: Result<[u32; 3], ReadError>) -> u32 {
        self.errors += usize::from(case.is_err());
        self.cases.push(case);
        self.cases.len() as u32 - 1
    }
}

/// Reads the case of three parts: the one place where a row is read as a whole.
fn read(parts: [Json<'static>; 3], defaults: &Defaults) -> Result<Case, ReadError> {
    AnyCase::read(&case(parts), defaults).and_then(AnyCase::one)
}

/// Returns the case of three parts. An absent environment or request is left out.
fn case(parts: [Json<'static>; 3]) -> Json<'static> {
    let members = crate::layout::PARTS.into_iter().zip(parts);
    let present = members.filter(|(name, json)| *name == crate::layout::PARTS[0] || *json != Json::Null);
    Json::Object(present.map(|(name, json)| (Cow::Borrowed(name), json)).collect())
}

/// A request under which any record and any environment are read.
fn any_request() -> Json<'static> {
    let action = Json::String(Cow::Borrowed("StopInstance"));
    Json::Object(vec![(Cow::Borrowed("Action"), action)])
}
