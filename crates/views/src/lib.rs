//! The pages of Một Cửa: what people see, in Vietnamese and English.
//!
//! This crate turns plain values into HTML and carries the static assets. It knows no dossier, no database and
//! no HTTP: each page is a struct of strings and small enums of its own, filled by the web crate. That keeps a
//! template readable by a reviewer of accessibility or of wording, and a template edit cheap to build.
//!
//! Invariants:
//! * every text of the program exists in both languages at compile time ([`Key`]);
//! * nothing of one city is written here: name, operator, hotline and mark come in as a [`Brand`];
//! * no inline style and no inline script, so that the strictest content security policy holds;
//! * every form works without JavaScript.

pub mod asset;
pub mod board;
pub mod chip;
pub mod designer;
pub mod desk;
pub mod due;
pub mod error;
pub mod form;
pub mod format;
pub mod icon;
pub mod kiosk;
pub mod lang;
mod layout;
pub mod me;
pub mod menu;
pub mod message;
pub mod names;
pub mod page;
pub mod portal;
pub mod print;
pub mod sample;
pub mod size;
pub mod spent;
pub mod styleguide;

pub use asset::{Asset, asset, asset_bytes};
pub use chip::{Chip, Status};
pub use due::{Clock, DueBlock, Promise, Why, clock_text, promise_text};
pub use form::{ActForm, Choice, Field, FieldError, FieldKind};
pub use lang::Lang;
pub use message::{Key, t};
pub use page::{
    Brand, FileNote, Link, Menu, MenuGroup, MenuItem, Mine, Notice, NoticeKind, Page, PersonBar, Queue,
    Section, UnitChoice, UserBar,
};
pub use size::TextSize;

/// Gives a page struct its infallible `render`.
macro_rules! renders {
    ($($page:ident),+ $(,)?) => {$(
        impl $page<'_> {
            /// The page as HTML.
            #[must_use]
            pub fn render(&self) -> String {
                askama::Template::render(self).expect("a template that writes into a String cannot fail")
            }
        }
    )+};
}
pub(crate) use renders;
