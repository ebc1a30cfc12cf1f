//! The parts of a page that all pages share. Each is compiled once; written into every page's own code, as layouts are, they
//! would make up a large part of the program.

use crate::icon::Icon;
use crate::message::Key;
use crate::page::{Mine, Page, Section};
use askama::Template;

macro_rules! parts {
    ($($(#[$doc:meta])* $method:ident $name:ident $path:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $path)]
        pub(crate) struct $name<'p> {
            page: &'p Page<'p>,
        }

        impl Page<'_> {
            $(#[$doc])*
            pub(crate) fn $method(&self) -> $name<'_> {
                $name { page: self }
            }
        }
    )*};
}

parts! {
    /// What stands in the head of every page.
    head Head "layout/head.html";
    /// The head of a page of the public or of a person.
    public_head PublicHead "layout/public_head.html";
    /// Everything above the content of such a page.
    public_top PublicTop "layout/public_top.html";
    /// At a kiosk, the way back to its menu.
    kiosk_back KioskBack "layout/kiosk_back.html";
    /// Everything below the content.
    public_foot PublicFoot "layout/public_foot.html";
    /// The menu of a person's own pages.
    own_menu OwnMenu "layout/own_menu.html";
    /// Everything above the content of a page of the desk.
    desk_top DeskTop "layout/desk_top.html";
    /// Everything below it, the menu among it.
    desk_foot DeskFoot "layout/desk_foot.html";
    /// What went wrong and what was done, above the content.
    messages Messages "layout/messages.html";
}
