//! What lies outside: gateways for messages, providers of identities, object stores, programs that
//! make pages of files. Everything here blocks and belongs on a thread that may.

pub mod converter;
pub mod http;
pub mod messages;
pub mod oidc;
pub mod s3;
