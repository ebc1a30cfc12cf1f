//! Line icons as inline SVG on a 24-unit grid, hidden from assistive technology because words stand beside them.
//!
//! The shapes follow the lucide set (ISC licence), redrawn with few points.

/// An icon drawn with lines.
macro_rules! line {
    ($shape:literal) => {
        concat!(
            r#"<svg class="hn-icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" "#,
            r#"fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">"#,
            $shape,
            "</svg>"
        )
    };
}

/// An icon drawn with areas.
macro_rules! solid {
    ($shape:literal) => {
        concat!(
            r#"<svg class="hn-icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" "#,
            r#"fill="currentColor">"#,
            $shape,
            "</svg>"
        )
    };
}

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Empty square.
    Square,
    /// Clock.
    Clock,
    /// Diamond outline.
    Diamond,
    /// Filled triangle with an exclamation mark.
    TriangleFilled,
    /// Person.
    Person,
    /// Banknote with a coin.
    Note,
    /// Box.
    Box,
    /// Filled circle with a tick.
    CheckFilled,
    /// Octagon with a bar.
    Octagon,
    /// Circle with a cross.
    CircleCross,
    /// Magnifying glass.
    Search,
    /// Sheet of paper.
    File,
    /// Door leading in.
    SignIn,
    /// Printer.
    Printer,
    /// Two bars.
    Pause,
    /// Triangle to the right.
    Play,
    /// Pencil.
    Pencil,
    /// Information sign.
    Information,
    /// Fast-forward.
    Fast,
    /// Small filled dot.
    Dot,
}

impl Icon {
    /// All of them, for the style guide.
    pub const ALL: [Icon; 20] = [
        Icon::Square,
        Icon::Clock,
        Icon::Diamond,
        Icon::TriangleFilled,
        Icon::Person,
        Icon::Note,
        Icon::Box,
        Icon::CheckFilled,
        Icon::Octagon,
        Icon::CircleCross,
        Icon::Search,
        Icon::File,
        Icon::SignIn,
        Icon::Printer,
        Icon::Pause,
        Icon::Play,
        Icon::Pencil,
        Icon::Information,
        Icon::Fast,
        Icon::Dot,
    ];

    /// The SVG element. Colour is the text's; size comes from the style sheet.
    #[must_use]
    pub fn svg(self) -> &'static str {
        match self {
            Icon::Square => line!(r#"<path d="M5 5h14v14H5z"/>"#),
            Icon::Clock => line!(r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>"#),
            Icon::Diamond => line!(r#"<path d="M12 3l9 9-9 9-9-9z"/>"#),
            Icon::TriangleFilled => {
                solid!(r#"<path fill-rule="evenodd" d="M12 2L1 21h22zM11 9h2v6h-2zm0 7.5h2v2h-2z"/>"#)
            }
            Icon::Person => {
                solid!(r#"<circle cx="12" cy="7.5" r="4.5"/><path d="M3 21c0-5 4-7 9-7s9 2 9 7z"/>"#)
            }
            Icon::Note => {
                line!(r#"<path d="M3 6h18v12H3z"/><circle cx="12" cy="12" r="2.6" fill="currentColor"/>"#)
            }
            Icon::Box => line!(r#"<path d="M4 8h16v12H4zM4 8l2-4h12l2 4M12 4v8"/>"#),
            Icon::CheckFilled => {
                solid!(
                    r#"<path fill-rule="evenodd" d="M12 2a10 10 0 100 20 10 10 0 000-20zm5.3 7.3l-6.6 6.9-4-4 1.5-1.5 2.5 2.5 5.1-5.4z"/>"#
                )
            }
            Icon::Octagon => line!(r#"<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM8 12h8"/>"#),
            Icon::CircleCross => line!(r#"<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>"#),
            Icon::Search => line!(r#"<circle cx="11" cy="11" r="7"/><path d="M16 16l5 5"/>"#),
            Icon::File => line!(r#"<path d="M6 2h8l5 5v15H6zM14 2v5h5M9 12h7M9 16h7"/>"#),
            Icon::SignIn => line!(r#"<path d="M14 3h6v18h-6M3 12h11M10 8l4 4-4 4"/>"#),
            Icon::Printer => line!(r#"<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>"#),
            Icon::Pause => line!(r#"<path d="M9 5v14M15 5v14"/>"#),
            Icon::Play => line!(r#"<path d="M7 5l12 7-12 7z"/>"#),
            Icon::Pencil => line!(r#"<path d="M4 20l1-5L16 4l4 4L9 19zM14 6l4 4"/>"#),
            Icon::Information => line!(r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v6M12 7v1"/>"#),
            Icon::Fast => line!(r#"<path d="M4 6l7 6-7 6zM13 6l7 6-7 6z"/>"#),
            Icon::Dot => solid!(r#"<circle cx="12" cy="12" r="6"/>"#),
        }
    }
}
