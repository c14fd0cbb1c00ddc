//! Starting and stopping the server.

use crate::command::{Command, default_pace};
use crate::endpoint::Endpoint;
use crate::http::{Access, App, serve};
use crate::store::{Store, StoreError};
use crate::world::{World, clock};
use clap::Parser as _;
use std::ffi::OsString;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// Runs the command with arguments, of which the first is the name of the program, and returns its exit
/// status.
#[must_use]
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match Command::try_parse_from(arguments) {
        Ok(command) => run(&command),
        Err(error) => {
            // The streams that it would be reported on are the ones that fail.
            let _ = error.print();
            if error.use_stderr() { 2 } else { 0 }
        }
    }
}

/// Runs the command, and returns its exit status.
#[must_use]
pub fn run(command: &Command) -> u8 {
    if let Err(reason) = command.check() {
        eprintln!("lifecycle-server: {reason}");
        return 2;
    }
    let filter = tracing_subscriber::EnvFilter::try_new(&command.log);
    let Ok(filter) = filter else {
        eprintln!("lifecycle-server: `--log {}` is no filter", command.log);
        return 2;
    };
    // A program that has set up its own log keeps it.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    let endpoint = match endpoint(command) {
        Ok(endpoint) => Arc::new(endpoint),
        Err(error) => {
            eprintln!("lifecycle-server: {error}");
            return 2;
        }
    };
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(listen(command, endpoint)));
    match served {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("lifecycle-server: {error}");
            1
        }
    }
}

/// Creates the endpoint, with the state of the file if there is one.
fn endpoint(command: &Command) -> Result<Endpoint, StoreError> {
    let real = clock::real();
    let pace = command.pace();
    let policy = command.policy.clone();
    let new = World::new(
        pace.clone().unwrap_or_else(default_pace),
        policy.clone().unwrap_or_default(),
        command.seed,
        real,
    );
    let keys = command.keys.clone().map(|keys| keys.0).unwrap_or_default();
    let Some(path) = &command.state else { return Ok(Endpoint::new(new, keys, None)) };
    let (store, mut world) = Store::open(path, command.max_state, new)?;
    world.collect_changes();
    // Options take precedence over the file.
    if let Some(pace) = pace.filter(|pace| *pace != world.progress) {
        world.set_progress(pace, real);
    }
    if let Some(policy) = policy.filter(|policy| policy.text != world.policy.text) {
        world.choose(policy);
    }
    Ok(Endpoint::new(world, keys, Some(store)))
}

async fn listen(command: &Command, endpoint: Arc<Endpoint>) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind(command.listen).await?;
    let address = listener.local_addr()?;
    // Who has read the address may stop the server at once.
    let signal = signal();
    let line = serde_json::json!({ "Address": address.to_string(), "Url": format!("http://{address}") });
    writeln!(std::io::stdout(), "{line}")?;
    std::io::stdout().flush()?;
    let access = Access { token: command.admin_token.clone().map(|token| token.0) };
    let ticking = tokio::spawn(tick(Arc::clone(&endpoint)));
    let app = App { endpoint, access, limits: command.limits() };
    let served = serve(listener, app, signal).await;
    ticking.abort();
    served
}

/// Lets happen what is due, also while there are no requests.
async fn tick(endpoint: Arc<Endpoint>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut state = endpoint.lock();
        state.pass(clock::real());
        // Nobody waits for it.
        let _ = state.commit();
    }
}

/// Waits for the first signal that asks to stop. From the call on, none of these ends the process at once.
#[cfg(unix)]
fn signal() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{SignalKind, signal};

    // Without a handler the process ends at once, as it does by default.
    let signals = [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok());
    async move {
        let waiting = signals.map(async |signal| match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        });
        let [interrupt, terminate] = waiting;
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}

/// Waits for the first signal that asks to stop.
#[cfg(not(unix))]
async fn signal() {
    // Without a handler the process ends at once, as it does by default.
    let _ = tokio::signal::ctrl_c().await;
}
