//! HTTP: connections with their limits, and the routes.

mod guard;
mod routes;

pub use guard::Access;

use crate::endpoint::Endpoint;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// The limits of connections and requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest number of bytes of a body.
    pub body: usize,
    /// The largest number of bytes of a request line with its headers.
    pub head: usize,
    /// The largest number of headers.
    pub headers: usize,
    /// The largest number of connections at a time; further ones wait.
    pub connections: usize,
    /// The time in which a head must be complete, and a connection may be idle.
    pub head_time: Duration,
    /// The time in which a request must be answered.
    pub request_time: Duration,
    /// The time in which open requests are answered after the server is told to stop.
    pub shutdown_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            head: 64 << 10,
            headers: 100,
            connections: 1_024,
            head_time: Duration::from_secs(30),
            request_time: Duration::from_secs(90),
            shutdown_time: Duration::from_secs(10),
        }
    }
}

/// What the routes share.
#[derive(Debug)]
pub struct App {
    /// The endpoint.
    pub endpoint: Arc<Endpoint>,
    /// Who may use the admin interface.
    pub access: Access,
    /// The limits.
    pub limits: Limits,
}

/// Serves connections until `stopped` ends; then open requests are answered.
///
/// # Errors
///
/// Returns an error if the listener fails.
pub async fn serve(listener: TcpListener, app: App, stopped: impl Future<Output = ()>) -> io::Result<()> {
    let limits = app.limits;
    let router = routes::router(Arc::new(app));
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_headers(limits.headers)
        .max_buf_size(limits.head.max(8 << 10));
    let connections = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let room = Arc::clone(&connections).acquire_owned();
        let accepted = async {
            let room = room.await;
            (listener.accept().await, room)
        };
        let (accepted, room) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stopped => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Such as too many open files: the next attempt may succeed.
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Answers are small: they do not wait for more.
        let _ = stream.set_nodelay(true);
        let router = router.clone();
        let service = service_fn(move |request| answer(router.clone(), request, peer));
        let connection = server.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, %peer, "a connection ended");
            }
            drop(room);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.shutdown_time, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections that did not end in time are closed");
    }
    Ok(())
}

/// Answers a request; an error closes the connection without an answer.
async fn answer(
    router: axum::Router,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
) -> io::Result<hyper::Response<Body>> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(peer);
    let response = router.oneshot(request).await.unwrap_or_else(|never| match never {});
    match response.extensions().get::<routes::Lost>() {
        Some(routes::Lost) => Err(io::Error::other("the answer is lost, as injected")),
        None => Ok(response),
    }
}
