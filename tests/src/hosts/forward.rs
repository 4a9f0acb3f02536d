//! A server behind the witness.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;

/// Passes every request on to a server as it is, and every answer back.
pub fn forward(server: SocketAddr) -> Router {
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build_http();
    Router::new().fallback(move |mut request: Request| {
        let client = client.clone();
        async move {
            let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
            *request.uri_mut() = Uri::try_from(format!("http://{server}{path}")).expect("an address");
            // The server knows itself under its own address only.
            request.headers_mut().insert("host", server.to_string().parse().expect("a host"));
            match client.request(request).await {
                Ok(response) => response.map(Body::new),
                Err(_) => unreachable_server(),
            }
        }
    })
}

fn unreachable_server() -> Response {
    StatusCode::BAD_GATEWAY.into_response()
}
