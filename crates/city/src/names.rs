//! Vietnamese text as people type it. The one search key of the program stands in the domain crate; it is offered
//! here too because whoever reads a city's lists also searches them.

pub use motcua_domain::text::{fold, given_first};
