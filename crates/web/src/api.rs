//! The JSON API under `/api/v1`: the same acts as the desk, described by [`openapi`].

pub mod acts;
pub mod dossiers;
pub mod figures;
pub mod file;
pub mod metrics;
pub mod openapi;
pub mod public;
pub mod reports;

use crate::router::Route;
use axum::routing::{get, post};

const GET: &[&str] = &["GET"];
const POST: &[&str] = &["POST"];
const BOTH: &[&str] = &["GET", "POST"];

/// The routes of the API. Each is described in [`openapi`]; a test holds the two against each other.
pub const ROUTES: [Route; 13] = [
    Route { path: "/api/openapi.json", methods: GET, answer: || get(openapi::show) },
    Route { path: "/api/v1/procedures", methods: GET, answer: || get(public::procedures) },
    Route { path: "/api/v1/procedures/{code}", methods: GET, answer: || get(public::procedure) },
    Route { path: "/api/v1/units", methods: GET, answer: || get(public::units) },
    Route { path: "/api/v1/metrics", methods: GET, answer: || get(metrics::show) },
    Route { path: "/api/v1/metrics/{key}", methods: GET, answer: || get(figures::one) },
    Route { path: "/api/v1/notices/reports", methods: POST, answer: || post(reports::submit) },
    Route { path: "/api/v1/dossiers", methods: BOTH, answer: || get(dossiers::list).post(file::submit) },
    Route { path: "/api/v1/dossiers/{reference}", methods: GET, answer: || get(dossiers::one) },
    Route { path: "/api/v1/dossiers/{reference}/events", methods: GET, answer: || get(dossiers::history) },
    Route { path: "/api/v1/dossiers/{reference}/tracking", methods: GET, answer: || get(public::tracking) },
    Route { path: "/api/v1/dossiers/{reference}/acts", methods: POST, answer: || post(acts::submit) },
    Route { path: "/api/v1/dossiers/{reference}/{act}", methods: POST, answer: || post(acts::named) },
];
