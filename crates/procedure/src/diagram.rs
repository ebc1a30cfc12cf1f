//! The flow of a version as a picture: one SVG, drawn by the server, read from top to bottom like the table of steps.
//!
//! A band is a place, a box is a step, a bar above and below boxes says that they are done side by side, a diamond is a
//! choice with its condition written beside it. What does not count in the term is hatched and says so. The picture has
//! a title and, as its description, the whole flow in words ([`text`]). It holds no script and no style attribute, so
//! that the strictest content security policy lets it through; the classes begin with `hn-diagram`.

mod canvas;
mod layout;
mod measure;
pub(crate) mod words;

pub use words::{condition, text};

pub(crate) use canvas::escape;
use canvas::{Canvas, Ink};
use layout::{AXIS, BOX_X, BYPASS_X, Block, Layout, Row};
use motcua_calendar::Lang;
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::unit::UnitIndex;
use words::Words;

/// Draws the flow of a version.
pub fn svg(version: &ProcedureVersion, units: &UnitIndex, lang: Lang) -> String {
    let words = Words { version, units, lang };
    let layout = Layout::of(&words);
    let mut canvas = Canvas::open(layout.width, layout.height, &format!("so-do-{}", version.id));
    canvas.describe(&words.title(), &text(version, units, lang).join("\n"));
    for (at, band) in layout.bands.iter().enumerate() {
        canvas.band(4, band.top, layout.width - 8, band.bottom - band.top, at % 2 == 0);
        canvas.lines(14, band.top + 24, &band.label, Ink::Strong);
    }
    canvas.start(AXIS, layout.start);
    canvas.text(AXIS + 20, layout.start + 5, words.filed(), Ink::Plain);
    for row in &layout.rows {
        draw_row(&mut canvas, &layout, row, &words);
    }
    if layout.ends_below {
        canvas.arrow(&[(AXIS, layout.last), (AXIS, layout.end - 11)]);
    }
    canvas.end(AXIS, layout.end);
    canvas.lines(AXIS + 22, layout.end + 5, &layout.result, Ink::Plain);
    canvas.close()
}

fn draw_row(canvas: &mut Canvas, layout: &Layout, row: &Row, words: &Words<'_>) {
    if row.reached_from_above {
        canvas.arrow(&[(AXIS, row.from_above), (AXIS, row.first_below)]);
    } else {
        canvas.arrow(&[(AXIS, row.entry), (AXIS, row.first_below)]);
    }
    if let Some(marker) = &row.appointment {
        canvas.flag(AXIS + 14, marker.top);
        canvas.lines(AXIS + 34, marker.top + 12, &marker.lines, Ink::Strong);
    }
    if let Some(when) = &row.when {
        canvas.diamond(AXIS, when.top + 9);
        canvas.lines(AXIS + 18, when.top + 13, &when.lines, Ink::Note);
        let below = row.bypass_joins;
        let bypass = [(AXIS - 9, when.top + 9), (BYPASS_X, when.top + 9), (BYPASS_X, below), (AXIS, below)];
        canvas.dashed_arrow(&bypass);
        canvas.arrow(&[(AXIS, when.top + 18), (AXIS, row.fork.unwrap_or(row.block.top))]);
    }
    if let (Some(fork), Some(join)) = (row.fork, row.join) {
        canvas.bar(BOX_X, fork, layout.box_width);
        canvas.bar(BOX_X, join, layout.box_width);
        for block in row.side_by_side.iter().chain([&row.block]) {
            canvas.arrow(&[(block.left + 18, fork + 5), (block.left + 18, block.top)]);
            canvas.line(&[(block.left + 18, block.top + block.height), (block.left + 18, join)]);
        }
    }
    draw_step(canvas, &row.block, row.number, row.counted);
    for opinion in &row.side_by_side {
        canvas.opinion(opinion.left, opinion.top, opinion.width, opinion.height);
        draw_lines(canvas, opinion, opinion.left + 12);
        draw_branch(canvas, &opinion.parts);
    }
    for route in &row.routes {
        let y = route.line;
        canvas.lines(
            AXIS + 18,
            route.top + 13,
            &route.lines,
            if route.to.is_some() { Ink::Note } else { Ink::Fault },
        );
        canvas.diamond(AXIS, y);
        if let Some((lane, target)) = route.to {
            canvas.arrow(&[(AXIS + 9, y), (lane, y), (lane, target), (AXIS, target)]);
        }
        canvas.line(&[(AXIS, route.from), (AXIS, y - 9)]);
    }
    if let Some(y) = row.otherwise {
        canvas.text(AXIS + 8, y, words.otherwise(), Ink::Note);
    }
}

fn draw_step(canvas: &mut Canvas, block: &Block, number: usize, counted: bool) {
    canvas.step(block.left, block.top, block.width, block.height, counted);
    canvas.number(block.left + 18, block.top + block.height / 2, number);
    draw_lines(canvas, block, block.left + 46);
}

/// The steps of a branch, one after the other.
fn draw_branch(canvas: &mut Canvas, parts: &[Block]) {
    for (at, part) in parts.iter().enumerate() {
        canvas.branch_step(part.left, part.top, part.width, part.height);
        draw_lines(canvas, part, part.left + 10);
        if let Some(before) = at.checked_sub(1).and_then(|before| parts.get(before)) {
            let middle = part.left + 18;
            canvas.arrow(&[(middle, before.top + before.height), (middle, part.top)]);
        }
    }
}

fn draw_lines(canvas: &mut Canvas, block: &Block, x: i32) {
    let mut y = block.top + 20;
    for (line, ink) in &block.lines {
        canvas.text(x, y, line, *ink);
        y += layout::line_height(*ink);
    }
}
