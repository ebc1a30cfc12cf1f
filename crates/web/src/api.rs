//! The JSON API under `/api/v1`: the same acts as the desk, described by [`openapi`].

use crate::state::Web;
use axum::Router;
use std::sync::Arc;

/// The routes of the API. Each is described in [`openapi`]; a test holds the two against each other.
pub fn routes() -> Router<Arc<Web>> {
    Router::new()
}
