//! Where everything stands. One column of boxes on a common axis; conditions beside the axis; jumps in lanes at the
//! right, steps left out in a lane at the left; bands for places.

use super::canvas::Ink;
use super::measure::wrap;
use super::words::Words;
use motcua_domain::procedure::{BranchStep, Step, StepPlace};

/// Left edge of the boxes.
pub(super) const BOX_X: i32 = 164;
/// The line every dossier goes down.
pub(super) const AXIS: i32 = BOX_X + 18;
/// The line of those that leave a step out.
pub(super) const BYPASS_X: i32 = 150;
const LABEL_ROOM: i32 = 126;
const GAP: i32 = 22;
const LANE: i32 = 16;
/// Opinions in one row beside the step.
const ABREAST: usize = 3;

/// From one line of text to the next.
pub(super) fn line_height(ink: Ink) -> i32 {
    if ink.size() > 13 { 18 } else { 17 }
}

/// Lines and where they begin.
pub(super) struct Said {
    pub(super) top: i32,
    pub(super) lines: Vec<String>,
}

/// A box with its text.
#[derive(Default)]
pub(super) struct Block {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) lines: Vec<(String, Ink)>,
    /// The steps of a branch, below one another inside its box.
    pub(super) parts: Vec<Block>,
}

/// A jump forward.
pub(super) struct Jump {
    pub(super) top: i32,
    pub(super) lines: Vec<String>,
    /// Where its line runs, and where the axis above it ends.
    pub(super) line: i32,
    pub(super) from: i32,
    /// Lane and height of the target; none when there is no such step.
    pub(super) to: Option<(i32, i32)>,
    target: Option<usize>,
}

/// A step with everything around it.
#[derive(Default)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) counted: bool,
    top: i32,
    bottom: i32,
    /// Where those arrive who do not come from the step above.
    pub(super) entry: i32,
    pub(super) reached_from_above: bool,
    pub(super) from_above: i32,
    pub(super) first_below: i32,
    pub(super) appointment: Option<Said>,
    pub(super) when: Option<Said>,
    pub(super) bypass_joins: i32,
    pub(super) fork: Option<i32>,
    pub(super) join: Option<i32>,
    pub(super) block: Block,
    pub(super) side_by_side: Vec<Block>,
    pub(super) routes: Vec<Jump>,
    pub(super) otherwise: Option<i32>,
}

/// Steps in a row at one place.
pub(super) struct Band {
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) label: Vec<String>,
    place: StepPlace,
}

pub(super) struct Layout {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) box_width: i32,
    pub(super) start: i32,
    pub(super) end: i32,
    /// Where the last step ends, and whether the flow ends below it.
    pub(super) last: i32,
    pub(super) ends_below: bool,
    pub(super) result: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) bands: Vec<Band>,
}

impl Layout {
    pub(super) fn of(words: &Words<'_>) -> Layout {
        let steps = &words.version.steps;
        let most = steps.iter().map(|step| step.opinions.len()).max().unwrap_or(0);
        let box_width = [520, 560, 600, 680][most.min(ABREAST)];
        let mut layout = Layout {
            width: BOX_X + box_width + 16,
            height: 0,
            box_width,
            start: 18,
            end: 0,
            last: 0,
            ends_below: true,
            result: wrap(&words.result(), 14, box_width - 40, 3),
            rows: Vec::new(),
            bands: Vec::new(),
        };
        let mut y = 36;
        let mut above = (layout.start + 9, Falls::Through);
        for (index, step) in steps.iter().enumerate() {
            let row = layout.row(words, index, step, y, &mut above);
            y = row.bottom;
            layout.rows.push(row);
            y = layout.extend_band(words, step.place, y);
        }
        layout.end = y + GAP;
        (layout.last, layout.ends_below) = (above.0, above.1 == Falls::Through);
        layout.height = layout.end + 18 + 18 * i32::try_from(layout.result.len()).unwrap_or(0).max(1) - 8;
        layout.join_up();
        layout.lanes();
        layout
    }

    fn row(&self, words: &Words<'_>, index: usize, step: &Step, top: i32, above: &mut (i32, Falls)) -> Row {
        let room = self.box_width - 40;
        let mut row = Row {
            number: index + 1,
            counted: step.clock_runs,
            top,
            entry: top + 9,
            reached_from_above: above.1 == Falls::Through,
            from_above: above.0,
            ..Row::default()
        };
        let mut y = top + GAP;
        if let Some(appointment) = words.appointment(index) {
            let lines = wrap(&appointment, 14, room - 20, 2);
            let height = 18 * count(&lines) + 6;
            row.appointment = Some(Said { top: y - 4, lines });
            y += height;
        }
        row.first_below = y;
        if let Some(when) = &step.when {
            let lines = wrap(&words.only_when(when), 13, room, 6);
            let height = 17 * count(&lines).max(1) + 14;
            row.when = Some(Said { top: y, lines });
            y += height;
        }
        let y = self.boxes(words, step, &mut row, y);
        let y = jumps(words, index, step, &mut row, y, room);
        let always = step.next.iter().any(|route| route.when.is_none());
        *above = (y, if always { Falls::Nowhere } else { Falls::Through });
        row.bottom = y;
        if !step.next.is_empty() && !always {
            row.otherwise = Some(y + 15);
            row.bottom = y + 8;
        }
        row
    }

    /// The box of the step and, between two bars, the opinions asked beside it. Gives the bottom.
    fn boxes(&self, words: &Words<'_>, step: &Step, row: &mut Row, mut y: i32) -> i32 {
        let asked = step.opinions.len();
        let columns = i32::try_from(asked.min(ABREAST)).unwrap_or(0) + 1;
        let width = (self.box_width - 12 * (columns - 1)) / columns;
        if asked > 0 {
            row.fork = Some(y);
            y += 5 + 16;
        }
        row.block = block(BOX_X, y, width, step_lines(words, step, width - 56));
        let mut bottom = y + row.block.height;
        let mut top = y;
        for (at, opinion) in step.opinions.iter().enumerate() {
            let column = i32::try_from(at % ABREAST).unwrap_or(0) + 1;
            if at > 0 && at % ABREAST == 0 {
                top = bottom + 10;
            }
            let (whose, within, when) = words.opinion(opinion);
            let mut lines = vec![(words.beside(opinion).to_owned(), Ink::Note)];
            lines.extend(wrap(&whose, 14, width - 24, 4).into_iter().map(|line| (line, Ink::Strong)));
            let more = [Some(within), when].into_iter().flatten();
            lines.extend(more.flat_map(|text| wrap(&text, 13, width - 24, 5)).map(|line| (line, Ink::Note)));
            let mut made = block(BOX_X + column * (width + 12), top, width, lines);
            branch(words, &mut made, &opinion.steps);
            bottom = bottom.max(top + made.height);
            row.side_by_side.push(made);
        }
        if asked == 0 {
            return bottom;
        }
        row.join = Some(bottom + 12);
        bottom + 17
    }

    fn extend_band(&mut self, words: &Words<'_>, place: StepPlace, y: i32) -> i32 {
        let Some(row) = self.rows.last_mut() else { return y };
        let fresh = self.bands.last().is_none_or(|band| band.place != place);
        if fresh {
            let label = wrap(&words.place(place), 14, LABEL_ROOM, 6);
            self.bands.push(Band { top: row.top + 2, bottom: y, label, place });
        }
        let Some(band) = self.bands.last_mut() else { return y };
        let needed = band.top + 18 * count(&band.label) + 18;
        row.bottom = y.max(needed);
        band.bottom = row.bottom + 2;
        row.bottom
    }

    /// Whoever leaves a step out arrives where the next begins.
    fn join_up(&mut self) {
        let end = self.end - 20;
        let entries: Vec<i32> = self.rows.iter().skip(1).map(|row| row.entry).chain([end]).collect();
        for (row, entry) in self.rows.iter_mut().zip(&entries) {
            row.bypass_joins = *entry;
        }
    }

    /// Gives every jump a lane of its own as long as it runs.
    fn lanes(&mut self) {
        let mut busy_until: Vec<usize> = Vec::new();
        let right = BOX_X + self.box_width + 16;
        let entries: Vec<i32> = self.rows.iter().map(|row| row.entry).collect();
        for (from, row) in self.rows.iter_mut().enumerate() {
            for jump in &mut row.routes {
                let Some(target) = jump.target else { continue };
                let lane = busy_until.iter().position(|until| *until <= from).unwrap_or(busy_until.len());
                if lane == busy_until.len() {
                    busy_until.push(target);
                }
                busy_until[lane] = target;
                jump.to = Some((right + LANE * i32::try_from(lane).unwrap_or(0), entries[target]));
            }
        }
        self.width += LANE * i32::try_from(busy_until.len()).unwrap_or(0);
    }
}

/// Whether a dossier goes on to the step below by itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Falls {
    Through,
    Nowhere,
}

fn step_lines(words: &Words<'_>, step: &Step, room: i32) -> Vec<(String, Ink)> {
    let name = wrap(words.step_name(step), 14, room, 4).into_iter().map(|line| (line, Ink::Strong));
    let notes = [Some(words.by_whom(step)), words.uncounted(step).map(str::to_owned)];
    let notes = notes.into_iter().flatten().flat_map(|note| wrap(&note, 13, room, 4));
    name.chain(notes.map(|line| (line, Ink::Note))).collect()
}

fn jumps(words: &Words<'_>, index: usize, step: &Step, row: &mut Row, mut y: i32, room: i32) -> i32 {
    for route in &step.next {
        let (text, target) = words.route(index, route);
        let lines = wrap(&text, 13, room, 6);
        let top = y + 6;
        let line = top + 17 * count(&lines) + 10;
        row.routes.push(Jump { top, lines, line, from: y, to: None, target });
        y = line + 9;
    }
    y
}

fn block(left: i32, top: i32, width: i32, lines: Vec<(String, Ink)>) -> Block {
    let height: i32 = lines.iter().map(|(_, ink)| line_height(*ink)).sum();
    Block { left, top, width, height: (height + 12).max(40), lines, parts: Vec::new() }
}

/// Puts the steps of a branch below what its box says.
fn branch(words: &Words<'_>, whole: &mut Block, steps: &[BranchStep]) {
    let (left, width) = (whole.left + 10, whole.width - 20);
    for (at, step) in steps.iter().enumerate() {
        let name = format!("{}. {}", at + 1, words.branch_step_name(step));
        let name = wrap(&name, 14, width - 20, 4).into_iter().map(|line| (line, Ink::Strong));
        let by = wrap(&words.branch_by_whom(step), 13, width - 20, 4);
        let lines = name.chain(by.into_iter().map(|line| (line, Ink::Note))).collect();
        let gap = if at == 0 { 0 } else { 14 };
        let part = block(left, whole.top + whole.height + gap, width, lines);
        whole.height += gap + part.height;
        whole.parts.push(part);
    }
    if !steps.is_empty() {
        whole.height += 10;
    }
}

fn count(lines: &[String]) -> i32 {
    i32::try_from(lines.len()).unwrap_or(i32::MAX)
}
