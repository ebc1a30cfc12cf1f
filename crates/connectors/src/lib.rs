//! What lies outside: gateways for messages, providers of identities. Everything here blocks and belongs on a thread that may.

pub mod http;
pub mod messages;
pub mod oidc;
