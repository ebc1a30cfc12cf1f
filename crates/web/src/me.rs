//! The citizen's door: the pages of a person signed in. All of them work without JavaScript.

pub mod copy;
pub mod data;
pub mod demo;
pub mod dossier;
pub mod files;
pub mod files_sent;
pub mod filing;
pub mod links;
pub mod mandates;
pub mod notice_choice;
pub mod notices;
pub mod open_id;
pub mod overview;
pub mod session;
pub mod sign_in;
pub mod supplement;
mod zip;
