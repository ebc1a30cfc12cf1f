//! The pen: SVG elements with their classes. Presentation attributes stand beside them, so that the picture is right
//! also outside the pages of the program; none is a `style` attribute.

use std::fmt::Write;

/// What kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// A name.
    Strong,
    /// Ordinary.
    Plain,
    /// Who, how long, on which condition.
    Note,
    /// Something wrong with the version.
    Fault,
}

impl Ink {
    /// Size in pixels.
    pub(super) fn size(self) -> i32 {
        match self {
            Ink::Strong | Ink::Plain => 14,
            Ink::Note | Ink::Fault => 13,
        }
    }
    fn attributes(self) -> &'static str {
        match self {
            Ink::Strong => r##"class="hn-diagram__name" font-size="14" font-weight="600" fill="#1c2733""##,
            Ink::Plain => r##"class="hn-diagram__text" font-size="14" fill="#1c2733""##,
            Ink::Note => r##"class="hn-diagram__note" font-size="13" fill="#3a4653""##,
            Ink::Fault => r##"class="hn-diagram__fault" font-size="13" font-weight="600" fill="#b3140d""##,
        }
    }
}

/// Writes text so that it stands for itself in XML: markup is escaped, characters XML does not know become U+FFFD.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // In attributes these would be read as spaces.
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// The picture being drawn.
pub(super) struct Canvas {
    out: String,
    id: String,
}

type Points<'a> = &'a [(i32, i32)];

impl Canvas {
    pub(super) fn open(width: i32, height: i32, id: &str) -> Canvas {
        let mut out = String::with_capacity(16 * 1024);
        let _ = write!(
            out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="hn-diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="'Noto Sans', system-ui, sans-serif" role="img" aria-labelledby="{id}-title" aria-describedby="{id}-desc">"#
        );
        Canvas { out, id: id.to_owned() }
    }

    /// Title, description, and the patterns used below.
    pub(super) fn describe(&mut self, title: &str, description: &str) {
        let id = self.id.clone();
        let _ = write!(self.out, r#"<title id="{id}-title">"#);
        escape(title, &mut self.out);
        let _ = write!(self.out, r#"</title><desc id="{id}-desc">"#);
        escape(description, &mut self.out);
        let _ = write!(
            self.out,
            r##"</desc><defs><pattern id="{id}-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="#fff"/><rect width="2.5" height="7" fill="#8a94a0"/></pattern><marker id="{id}-tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#3a4653"/></marker></defs>"##
        );
    }

    pub(super) fn band(&mut self, x: i32, y: i32, width: i32, height: i32, shaded: bool) {
        let fill = if shaded { "#f3f5f7" } else { "#ffffff" };
        let _ = write!(
            self.out,
            r##"<rect class="hn-diagram__band" x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}" stroke="#d5dade"/>"##
        );
    }

    pub(super) fn text(&mut self, x: i32, y: i32, text: &str, ink: Ink) {
        let _ = write!(self.out, r#"<text x="{x}" y="{y}" {}>"#, ink.attributes());
        escape(text, &mut self.out);
        self.out.push_str("</text>");
    }

    pub(super) fn lines(&mut self, x: i32, y: i32, lines: &[String], ink: Ink) {
        for (at, line) in (0..).zip(lines) {
            self.text(x, y + at * super::layout::line_height(ink), line, ink);
        }
    }

    pub(super) fn start(&mut self, x: i32, y: i32) {
        let _ = write!(
            self.out,
            r##"<circle class="hn-diagram__start" cx="{x}" cy="{y}" r="9" fill="#fff" stroke="#17497f" stroke-width="2"/>"##
        );
    }

    pub(super) fn end(&mut self, x: i32, y: i32) {
        let _ = write!(
            self.out,
            r##"<circle class="hn-diagram__end" cx="{x}" cy="{y}" r="10" fill="#fff" stroke="#17497f" stroke-width="4"/>"##
        );
    }

    /// The box of a step; what does not count in the term is dashed and hatched.
    pub(super) fn step(&mut self, x: i32, y: i32, width: i32, height: i32, counted: bool) {
        let (class, dash) =
            if counted { ("", "") } else { (" hn-diagram__step--uncounted", r#" stroke-dasharray="7 4""#) };
        let strip = if counted { "#e6eef8".to_owned() } else { format!("url(#{}-hatch)", self.id) };
        let _ = write!(
            self.out,
            r##"<rect class="hn-diagram__step{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="#fff" stroke="#17497f" stroke-width="1.5"{dash}/><rect class="hn-diagram__strip" x="{}" y="{}" width="34" height="{}" fill="{strip}"/>"##,
            x + 1,
            y + 1,
            height - 2
        );
    }

    pub(super) fn number(&mut self, x: i32, y: i32, number: usize) {
        let _ = write!(
            self.out,
            r##"<circle class="hn-diagram__disc" cx="{x}" cy="{y}" r="13" fill="#17497f"/><text class="hn-diagram__number" x="{x}" y="{}" text-anchor="middle" font-size="14" font-weight="600" fill="#fff">{number}</text>"##,
            y + 5
        );
    }

    pub(super) fn opinion(&mut self, x: i32, y: i32, width: i32, height: i32) {
        let _ = write!(
            self.out,
            r##"<rect class="hn-diagram__opinion" x="{x}" y="{y}" width="{width}" height="{height}" rx="14" fill="#fff" stroke="#5b6772" stroke-width="1.5"/>"##
        );
    }

    /// A step inside the box of its branch.
    pub(super) fn branch_step(&mut self, x: i32, y: i32, width: i32, height: i32) {
        let _ = write!(
            self.out,
            r##"<rect class="hn-diagram__branch-step" x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="#fff" stroke="#17497f" stroke-width="1.5"/>"##
        );
    }

    pub(super) fn bar(&mut self, x: i32, y: i32, width: i32) {
        let _ = write!(
            self.out,
            r##"<rect class="hn-diagram__bar" x="{x}" y="{y}" width="{width}" height="5" rx="2" fill="#1c2733"/>"##
        );
    }

    pub(super) fn diamond(&mut self, x: i32, y: i32) {
        let _ = write!(
            self.out,
            r##"<path class="hn-diagram__choice" d="M{x} {}L{} {y}L{x} {}L{} {y}z" fill="#ffc93c" stroke="#1c2733" stroke-width="1.5"/>"##,
            y - 9,
            x + 9,
            y + 9,
            x - 9
        );
    }

    /// The mark of an appointment with the applicant.
    pub(super) fn flag(&mut self, x: i32, y: i32) {
        let _ = write!(
            self.out,
            r##"<path class="hn-diagram__flag" d="M{x} {y}v16M{x} {y}h12l-4 4 4 4h-12" fill="#8a1c20" stroke="#8a1c20" stroke-width="1.5"/>"##
        );
    }

    pub(super) fn line(&mut self, points: Points<'_>) {
        self.path(points, "");
    }

    pub(super) fn arrow(&mut self, points: Points<'_>) {
        let tip = format!(r#" marker-end="url(#{}-tip)""#, self.id);
        self.path(points, &tip);
    }

    pub(super) fn dashed_arrow(&mut self, points: Points<'_>) {
        let tip = format!(r#" stroke-dasharray="5 4" marker-end="url(#{}-tip)""#, self.id);
        self.path(points, &tip);
    }

    fn path(&mut self, points: Points<'_>, more: &str) {
        self.out.push_str(r#"<path class="hn-diagram__line" d=""#);
        for (at, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.out, "{}{x} {y}", if at == 0 { 'M' } else { 'L' });
        }
        let _ = write!(self.out, r##"" fill="none" stroke="#3a4653" stroke-width="1.5"{more}/>"##);
    }

    pub(super) fn close(mut self) -> String {
        self.out.push_str("</svg>");
        self.out
    }
}
