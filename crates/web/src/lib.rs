//! HTTP: routes, forms, sessions, pages and the API. It turns requests into use cases of `motcua-app` and answers into
//! pages of `motcua-views` or JSON; it decides nothing about dossiers.
//!
//! Invariants:
//! * every route stands in [`router`], on one screen, and has an authorization case in the tests;
//! * every state change is a POST that carries a CSRF token (pages) or a bearer token (API);
//! * one value, [`problem::Problem`], says what went wrong, both as a page and as `application/problem+json`;
//! * everything has a limit ([`limits::Limits`]): bodies, waiting requests, time, rows;
//! * no personal data in addresses or in the log.

pub mod access_log;
pub mod api;
pub mod arriving;
pub mod assets;
pub mod board;
pub mod cards;
pub mod compress;
pub mod designer;
pub mod desk;
pub mod event_stream;
pub mod fields;
pub mod file_notes;
pub mod form;
pub mod gate;
pub mod health;
pub mod json;
pub mod kiosk;
pub mod limits;
pub mod me;
pub mod metrics;
mod multipart;
pub mod page;
pub mod paths;
pub mod portal;
pub mod present;
pub mod problem;
pub mod rating;
pub mod refused;
pub mod router;
pub mod serve;
pub mod session;
pub mod settings;
pub mod state;
pub mod stencil;
pub mod visit;

pub use limits::Limits;
pub use router::{Site, router};
pub use serve::serve;
pub use settings::{ReportSecrets, WebSettings};
