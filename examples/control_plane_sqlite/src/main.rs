//! A control plane on SQLite, whose concurrent calls conflict: each compares and sets.
//!
//! A call reads the record, decides, and writes the next one if the record is still the same. If it is not,
//! the guard of the plan tells whether the change matters: the plan is carried out on the changed record, or
//! the call is decided again. The loser of a race gets the documented error of what is true then.
//!
//! `cargo run --manifest-path examples/control_plane_sqlite/Cargo.toml`

use instance_lifecycle::instance::SpotStrategy;
use instance_lifecycle::{
    Environment, Event, Instance, Plan, Policy, Rejection, Request, StopInstance, plan,
};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::Path;
use std::sync::Barrier;
use std::time::Duration;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// `audit` has every change of a record, in order.
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS instance (id TEXT PRIMARY KEY, record TEXT NOT NULL, digest INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS audit (number INTEGER PRIMARY KEY, id TEXT, cause TEXT, record TEXT);";

/// One worker with its own connection.
struct ControlPlane {
    database: Connection,
    policy: Policy,
}

impl ControlPlane {
    fn open(path: &Path) -> Result<Self> {
        let database = Connection::open(path)?;
        database.busy_timeout(Duration::from_secs(30))?;
        database.execute_batch(SCHEMA)?;
        Ok(Self { database, policy: Policy::documented() })
    }

    fn create(&self, id: &str, instance: &Instance) -> Result<()> {
        let row = params![id, serde_json::to_string(instance)?, instance.digest().cast_signed()];
        self.database.execute("INSERT INTO instance VALUES (?1, ?2, ?3)", row)?;
        Ok(())
    }

    /// Returns an instance; a released one if there is no record.
    fn read(&self, id: &str) -> Result<Instance> {
        let query = "SELECT record FROM instance WHERE id = ?1";
        let record = self.database.query_row(query, [id], |row| row.get::<_, String>(0)).optional()?;
        Ok(record.map_or(Ok(Instance::RELEASED), |record| serde_json::from_str(&record))?)
    }

    /// Replaces a record, unless it has changed. Returns whether it has been replaced.
    fn replace(&mut self, id: &str, before: &Instance, after: &Instance, cause: &str) -> Result<bool> {
        let record = serde_json::to_string(after)?;
        // SQLite has signed integers: the bits are the same.
        let [before, after] = [before, after].map(|instance| instance.digest().cast_signed());
        let transaction = self.database.transaction()?;
        let set = "UPDATE instance SET record = ?2, digest = ?3 WHERE id = ?1 AND digest = ?4";
        let is_replaced = transaction.execute(set, params![id, record, after, before])? == 1;
        if is_replaced {
            let row = params![id, cause, record];
            transaction.execute("INSERT INTO audit (id, cause, record) VALUES (?1, ?2, ?3)", row)?;
        }
        transaction.commit()?;
        Ok(is_replaced)
    }

    /// Makes a call: carries out its plan, or returns the documented error.
    fn call(&mut self, id: &str, request: &Request) -> Result<std::result::Result<Plan, Rejection>> {
        loop {
            let mut instance = self.read(id)?;
            let plan = match plan(&instance, request, &Environment::DEFAULT, &self.policy) {
                Ok(plan) => plan,
                Err(rejection) => return Ok(Err(rejection)),
            };
            // After a lost race the plan is still valid if nothing has changed that the decision read.
            while let Ok(next) = plan.accept(&instance) {
                if self.replace(id, &instance, &next, plan.operation().as_str())? {
                    return Ok(Ok(plan));
                }
                instance = self.read(id)?;
            }
        }
    }

    /// Applies an event, if it is possible.
    fn apply(&mut self, id: &str, event: Event) -> Result<()> {
        loop {
            let instance = self.read(id)?;
            let Ok(next) = instance.apply(event, &Environment::DEFAULT, &self.policy) else { return Ok(()) };
            if self.replace(id, &instance, &next, event.as_str())? {
                return Ok(());
            }
        }
    }
}

/// Lets workers stop the same instance at once, while its protection ends. Returns their answers.
fn race(path: &Path, workers: usize) -> Result<Vec<String>> {
    let spot = Instance::DEFAULT.with(|it| {
        (it.spot_strategy, it.spot_protected) = (SpotStrategy::SpotAsPriceGo, true);
    });
    ControlPlane::open(path)?.create("i-1", &spot)?;
    let (stop, barrier) = (Request::from(StopInstance::DEFAULT), Barrier::new(workers + 1));
    let work = || {
        let mut plane = ControlPlane::open(path)?;
        barrier.wait();
        Ok(plane.call("i-1", &stop)?.map_or_else(
            |rejection| format!("{} {}", rejection.error().http_status, rejection.error().code),
            |plan| plan.path().to_string(),
        ))
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut plane = ControlPlane::open(path)?;
        barrier.wait();
        plane.apply("i-1", Event::SpotProtectionEnded)?;
        workers.into_iter().map(|worker| worker.join().expect("no worker panics")).collect()
    })
}

fn main() -> Result<()> {
    let path = std::env::temp_dir().join(format!("control-plane-{}.sqlite", std::process::id()));
    race(&path, 8)?.iter().for_each(|answer| println!("{answer}"));
    Ok(std::fs::remove_file(path)?)
}

#[test]
fn one_of_the_conflicting_calls_is_carried_out() {
    let path = std::env::temp_dir().join(format!("control-plane-test-{}.sqlite", std::process::id()));
    let mut answers = race(&path, 8).expect("a database");
    answers.sort_unstable();
    assert_eq!(answers.pop().as_deref(), Some("Running -> Stopping -> Stopped"));
    assert_eq!(answers, ["403 IncorrectInstanceStatus"; 7]);
    // No change is lost.
    let plane = ControlPlane::open(&path).expect("a database");
    let instance = plane.read("i-1").expect("a record");
    let causes = "SELECT group_concat(cause, ' ' ORDER BY cause) FROM audit";
    let causes: String = plane.database.query_row(causes, [], |row| row.get(0)).expect("causes");
    assert_eq!(causes, "SpotProtectionEnded StopInstance");
    assert!(
        !instance.spot_protected && instance.status == instance_lifecycle::Status::Stopping,
        "{instance:?}"
    );
    drop(plane);
    std::fs::remove_file(path).expect("the file of the database");
}
