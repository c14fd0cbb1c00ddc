//! The routes: the endpoint at `/`, the admin interface, the page, health and metrics.

use super::App;
use crate::admin;
use crate::page;
use crate::protocol::call::Message;
use crate::store::Done;
use crate::world::clock;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::routing::{any, get};
use http_body_util::{BodyExt as _, Limited};
use std::net::SocketAddr;
use std::sync::Arc;

/// Marks a response that is not sent: the connection is closed instead.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost;

type Shared = State<Arc<App>>;

pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", any(endpoint))
        .route("/_lifecycle/{*path}", any(admin))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .fallback(endpoint)
        .with_state(app)
}

fn text(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether the changes are durable.
async fn is_durable(done: Option<Done>) -> bool {
    match done {
        Some(done) => done.await.unwrap_or(false),
        None => true,
    }
}

/// Reads a request, with the limits on its body and its time.
async fn message(app: &App, request: Request<Body>) -> Result<Message, Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = tokio::time::timeout(app.limits.request_time, Limited::new(body, app.limits.body).collect());
    let body = match body.await {
        Ok(Ok(body)) => body.to_bytes().to_vec(),
        Ok(Err(error)) if error.downcast_ref::<http_body_util::LengthLimitError>().is_some() => {
            return Err(text(
                413,
                "text/plain",
                format!("the body has more than {} bytes\n", app.limits.body),
            ));
        }
        Ok(Err(_)) => return Err(text(400, "text/plain", "the body is incomplete\n")),
        Err(_) => return Err(text(408, "text/plain", "the body took too long\n")),
    };
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    Ok(Message {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: headers.collect(),
        body,
    })
}

async fn endpoint(State(app): Shared, request: Request<Body>) -> Response<Body> {
    if page::is_asked_for(request.method().as_str(), request.uri(), request.headers()) {
        return page(&app, &request);
    }
    let message = match message(&app, request).await {
        Ok(message) => message,
        Err(refused) => return refused,
    };
    let answered = app.endpoint.answer(&message, clock::real());
    let mut answer = answered.answer;
    if !is_durable(answered.done).await
        && let Some(failure) = answered.failure
    {
        answer = failure;
    }
    if let Some(delay) = answered.delay {
        tokio::time::sleep(delay).await;
    }
    let status = answer.http_status;
    tracing::info!(request_id = %answered.request_id, status, bytes = answer.body.len(), "answered");
    let mut response = text(answer.http_status, answer.content_type, answer.body);
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&answered.request_id) {
        headers.insert("x-acs-request-id", id);
    }
    if let Some(milliseconds) = answer.retry_after {
        headers.insert("x-acs-retry-after", HeaderValue::from(milliseconds));
    }
    if answered.is_lost {
        response.extensions_mut().insert(Lost);
    }
    response
}

/// Checks whether a request may use the admin interface.
#[expect(clippy::result_large_err, reason = "the error is the answer")]
fn check(app: &App, request: &Request<Body>) -> Result<(), Response<Body>> {
    let peer = request.extensions().get::<SocketAddr>().copied();
    let peer = peer.unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)));
    app.access.check(peer, request.method(), request.headers()).map_err(|reason| {
        let refused = admin::refused(&admin::Refusal(403, reason.to_owned()));
        text(refused.http_status, refused.content_type, refused.body)
    })
}

async fn admin(State(app): Shared, request: Request<Body>) -> Response<Body> {
    if let Err(refused) = check(&app, &request) {
        return refused;
    }
    let message = match message(&app, request).await {
        Ok(message) => message,
        Err(refused) => return refused,
    };
    let mut answer = admin::answer(&app.endpoint, &message, clock::real());
    if !is_durable(answer.done.take()).await {
        answer = admin::refused(&admin::Refusal(500, "the change cannot be stored".to_owned()));
    }
    text(answer.http_status, answer.content_type, answer.body)
}

fn page(app: &App, request: &Request<Body>) -> Response<Body> {
    if let Err(refused) = check(app, request) {
        return refused;
    }
    let html = page::write(&app.endpoint, request.uri().query().unwrap_or_default(), clock::real());
    let mut response = text(200, "text/html;charset=utf-8", html);
    let policy = HeaderValue::from_static(page::CONTENT_SECURITY_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

async fn health(State(app): Shared) -> Response<Body> {
    match app.endpoint.is_healthy() {
        true => text(200, "text/plain", "ok\n"),
        false => text(503, "text/plain", "the state cannot be stored\n"),
    }
}

async fn metrics(State(app): Shared) -> Response<Body> {
    let written = app.endpoint.metrics.write(&app.endpoint.lock());
    text(200, "text/plain; version=0.0.4", written)
}
