//! The cells of a variation: what the city opens, with the limits beside each, and nothing else.

use crate::designer::Entered;
use crate::form::Form;
use crate::present::words;
use motcua_calendar::{MinuteOfDay, Term};
use motcua_domain::actor::Role;
use motcua_domain::ids::{FieldCode, UnitId};
use motcua_domain::procedure::variation::{self, Deviation, Excess, StepLimits};
use motcua_domain::procedure::{ProcedureVersion, Step};
use motcua_views::designer::{Block, Cell, Panel, Table};
use motcua_views::{Choice, Field, FieldError, FieldKind};
use std::collections::BTreeMap;

/// What stands in the cells, by the names of their fields.
pub type Cells = BTreeMap<String, String>;

/// The steps the city opens, counted as the city has them.
fn opened(base: &ProcedureVersion) -> impl Iterator<Item = (usize, &Step, &StepLimits)> {
    let steps = base.steps.iter().enumerate();
    steps.filter_map(|(at, step)| base.limits.of(step).map(|limits| (at, step, limits)))
}

/// The cells of a variation as it is kept.
pub fn of_variation(entered: &Entered, base: &ProcedureVersion, own: &ProcedureVersion) -> Cells {
    let lang = words(entered.lang());
    let mut cells = Cells::new();
    for (at, step, _) in opened(base) {
        let there = own.steps.iter().find(|own| own.key == step.key);
        let shown = there.unwrap_or(step);
        let mut put = |name: &str, text: String| cells.insert(format!("{name}-{at}"), text);
        put("budget", shown.budget.map_or_else(String::new, |term| term.label(lang)));
        put("floor", shown.floor_minutes.to_string());
        put("role", shown.role.key().to_owned());
        put("field", shown.field.as_ref().map_or_else(String::new, ToString::to_string));
        put("out", if there.is_none() { "1".to_owned() } else { String::new() });
    }
    cells.insert(
        "cutoff".to_owned(),
        own.rule.cutoff.map_or_else(String::new, |cutoff| cutoff.at.to_string()),
    );
    cells
}

/// The cells as they were sent.
pub fn of_form(base: &ProcedureVersion, form: &Form) -> Cells {
    let names = opened(base)
        .flat_map(|(at, ..)| ["budget", "floor", "role", "field", "out"].map(|name| format!("{name}-{at}")));
    names.chain(["cutoff".to_owned()]).map(|name| (name.clone(), form.get(&name).trim().to_owned())).collect()
}

/// The variation that cells come to, or what is wrong at which of them.
///
/// # Errors
/// What cannot be read, or leaves the limits, each at its field.
pub fn read(
    entered: &Entered,
    (base, unit): (&ProcedureVersion, UnitId),
    cells: &Cells,
) -> Result<ProcedureVersion, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut deviations = Vec::new();
    for (at, step, limits) in opened(base) {
        one_step(entered, (at, step, limits), cells, &mut deviations, &mut errors);
    }
    if let (Some(city), Some(_)) = (base.rule.cutoff, base.limits.cutoff) {
        let typed = text(cells, "cutoff").replace(['h', 'H', 'g'], ":");
        match MinuteOfDay::parse(&typed) {
            Ok(hour) if hour != city.at => deviations.push(Deviation::Cutoff(hour)),
            Ok(_) => {}
            Err(_) if typed.is_empty() => {}
            Err(_) => errors.push(FieldError::new(
                "cutoff",
                entered.pick("Nhập giờ theo dạng 15:00", "Enter an hour such as 15:00"),
            )),
        }
    }
    let mut version = variation::start(base, unit);
    deviations.iter().for_each(|deviation| variation::apply(&mut version, deviation));
    for excess in variation::check(base, &version) {
        errors.push(FieldError::new(place(&excess), excess.message(base, words(entered.lang()))));
    }
    if errors.is_empty() { Ok(version) } else { Err(errors) }
}

fn one_step(
    entered: &Entered,
    (at, step, limits): (usize, &Step, &StepLimits),
    cells: &Cells,
    deviations: &mut Vec<Deviation>,
    errors: &mut Vec<FieldError>,
) {
    let key = || step.key.clone();
    let typed = |name: &str| text(cells, &format!("{name}-{at}"));
    if limits.may_leave_out && typed("out") == "1" {
        deviations.push(Deviation::LeftOut(key()));
        return;
    }
    if limits.budget.is_some() {
        match Term::parse(typed("budget")) {
            Ok(term) if Some(term) != step.budget => deviations.push(Deviation::Budget(key(), term)),
            Ok(_) => {}
            Err(_) if typed("budget").is_empty() => {}
            Err(_) => errors.push(FieldError::new(
                format!("budget-{at}"),
                entered.pick(
                    "Ghi thời gian như “4 giờ làm việc”, “0,5 ngày làm việc” hoặc “3 ngày làm việc”",
                    "Write a time such as “4 working hours”, “0.5 working days” or “3 working days”",
                ),
            )),
        }
    }
    if limits.floor_minutes.is_some() && !typed("floor").is_empty() {
        match typed("floor").parse::<u32>() {
            Ok(minutes) if minutes != step.floor_minutes => deviations.push(Deviation::Floor(key(), minutes)),
            Ok(_) => {}
            Err(_) => errors.push(FieldError::new(
                format!("floor-{at}"),
                entered.pick("Nhập số phút, ví dụ 15", "Enter minutes, for instance 15"),
            )),
        }
    }
    if let Some(role) = Role::from_key(typed("role")).filter(|role| *role != step.role) {
        deviations.push(Deviation::Role(key(), role));
    }
    let field = Some(typed("field")).filter(|field| !field.is_empty()).map(FieldCode::from);
    if let Some(field) = field.filter(|field| step.field.as_ref() != Some(field)) {
        deviations.push(Deviation::Field(key(), field));
    }
}

fn text<'a>(cells: &'a Cells, name: &str) -> &'a str {
    cells.get(name).map_or("", String::as_str)
}

/// The field at which an excess is told.
fn place(excess: &Excess) -> String {
    match excess {
        Excess::Budget(at) => format!("budget-{at}"),
        Excess::Floor(at) => format!("floor-{at}"),
        Excess::Role(at) => format!("role-{at}"),
        Excess::Field(at) => format!("field-{at}"),
        Excess::LeftOut(at) => format!("out-{at}"),
        Excess::Cutoff => "cutoff".to_owned(),
        Excess::OtherBase | Excess::Fixed(_) => String::new(),
    }
}

/// The page's fields: for each step the city opens what may be chosen, with the city's value and the limits.
pub fn panels(
    entered: &Entered,
    base: &ProcedureVersion,
    cells: &Cells,
    errors: &[FieldError],
) -> Vec<Panel> {
    let mut panels = Vec::new();
    for (at, step, limits) in opened(base) {
        let name = entered.pick(&step.name, step.english());
        let heading = format!("{} {}: {name}", entered.pick("Bước", "Step"), at + 1);
        panels.push(Panel::Heading(heading, Some(city_has(entered, step))));
        panels.push(Panel::Fields(fields(entered, (at, step, limits), cells, errors)));
    }
    if let (Some(city), Some(span)) = (base.rule.cutoff, base.limits.cutoff) {
        let heading = entered.pick("Giờ chốt nhận trong ngày", "Cut-off of the day").to_owned();
        let help = format!("{}: {}.", entered.pick("Thành phố", "The city"), city.at);
        panels.push(Panel::Heading(heading, Some(help)));
        let label = entered.pick("Giờ chốt của đơn vị", "The unit's cut-off");
        let hint = between(entered, &span.min.to_string(), &span.max.to_string());
        panels.push(Panel::Fields(vec![
            field(("cutoff".to_owned(), label), FieldKind::Digits, cells, errors).hint(hint),
        ]));
    }
    if panels.is_empty() {
        let text = entered.pick("Thành phố không mở gì cho xã, phường", "The city opens nothing to communes");
        panels.push(Panel::Heading(text.to_owned(), None));
    }
    panels
}

fn fields(
    entered: &Entered,
    (at, step, limits): (usize, &Step, &StepLimits),
    cells: &Cells,
    errors: &[FieldError],
) -> Vec<Field> {
    let lang = words(entered.lang());
    let make = |name: &str, (vi, en), kind| {
        field((format!("{name}-{at}"), entered.pick(vi, en)), kind, cells, errors)
    };
    let mut fields = Vec::new();
    if let Some(span) = limits.budget {
        let hint = between(entered, &span.min.label(lang), &span.max.label(lang));
        fields.push(make("budget", ("Thời gian", "Time"), FieldKind::Digits).hint(hint));
    }
    if !limits.roles.is_empty() {
        let roles = Role::ALL.into_iter().filter(|role| *role == step.role || limits.roles.contains(role));
        let choices = roles.map(|role| Choice::new(role.key(), role.label(lang))).collect();
        fields.push(make("role", ("Vai trò", "Role"), FieldKind::Select(choices)));
    }
    if !limits.fields.is_empty() {
        let city = entered.pick("Như phiên bản của thành phố", "As the city has it");
        let mut choices = vec![Choice::new(step.field.as_ref().map_or("", FieldCode::as_str), city)];
        let opened = entered.ground.field_choices().into_iter();
        choices
            .extend(opened.filter(|choice| limits.fields.iter().any(|field| field.as_str() == choice.value)));
        fields.push(make(
            "field",
            ("Lĩnh vực của cán bộ", "Field of the officer"),
            FieldKind::Select(choices),
        ));
    }
    if let Some(span) = limits.floor_minutes {
        let hint = between(entered, &span.min.to_string(), &span.max.to_string());
        let label = ("Ngưỡng làm quá nhanh, phút làm việc", "Implausibly fast below, working minutes");
        fields.push(make("floor", label, FieldKind::Digits).hint(hint));
    }
    if limits.may_leave_out {
        let choice = Choice::new("1", entered.pick("Không làm bước này", "Leave this step out"));
        fields.push(make("out", ("Bỏ bước", "Leave out"), FieldKind::Checkboxes(vec![choice])).optional());
    }
    fields
}

fn field((name, label): (String, &str), kind: FieldKind, cells: &Cells, errors: &[FieldError]) -> Field {
    let typed = text(cells, &name).to_owned();
    let choose = |choices: Vec<Choice>| choices.into_iter().map(|choice| choice.chosen_if(&typed)).collect();
    let kind = match kind {
        FieldKind::Select(choices) => FieldKind::Select(choose(choices)),
        FieldKind::Checkboxes(choices) => FieldKind::Checkboxes(choose(choices)),
        other => other,
    };
    let error = errors.iter().find(|error| error.target == name).map(|error| error.text.clone());
    let plain = matches!(kind, FieldKind::Digits);
    let field = Field::new(name, label, kind);
    Field { value: if plain { typed } else { String::new() }, error, ..field }
}

fn between(entered: &Entered, min: &str, max: &str) -> String {
    format!("{} {min} {} {max}", entered.pick("Từ", "From"), entered.pick("đến", "to"))
}

/// What the city's version says of a step.
fn city_has(entered: &Entered, step: &Step) -> String {
    let lang = words(entered.lang());
    let time = step.budget.map_or_else(
        || entered.pick("không chia thời gian", "no time of its own").to_owned(),
        |term| term.label(lang),
    );
    format!("{}: {}, {time}.", entered.pick("Thành phố", "The city"), step.role.label(lang))
}

/// All steps side by side: the city's, what communes may choose, the unit's own where there is one.
pub fn table(entered: &Entered, base: &ProcedureVersion, own: Option<&ProcedureVersion>) -> Block {
    let row = |(at, step): (usize, &Step)| {
        let limits = base.limits.of(step);
        let mut cells = vec![
            Cell::text(format!("{}. {}", at + 1, entered.pick(&step.name, step.english()))),
            Cell::text(has(entered, step)),
            Cell::text(limits.map_or_else(|| "—".to_owned(), |limits| may(entered, limits))),
        ];
        if let Some(own) = own {
            let there = own.steps.iter().find(|one| !one.key.is_empty() && one.key == step.key);
            let unkeyed = step.key.is_empty();
            let text = match there {
                Some(one) if one == step => entered.pick("như thành phố", "as the city").to_owned(),
                Some(one) => has(entered, one),
                None if unkeyed => entered.pick("như thành phố", "as the city").to_owned(),
                None => entered.pick("bỏ", "left out").to_owned(),
            };
            cells.push(Cell::text(text));
        }
        cells
    };
    let mut heads: Vec<String> =
        [("Bước", "Step"), ("Thành phố", "The city"), ("Xã, phường được chọn", "A commune may choose")]
            .map(|(vi, en)| entered.pick(vi, en).to_owned())
            .into();
    if own.is_some() {
        heads.push(entered.pick("Đơn vị này", "This unit").to_owned());
    }
    let mut rows: Vec<Vec<Cell>> = base.steps.iter().enumerate().map(row).collect();
    if let Some(cutoff) = base.rule.cutoff {
        let span = base.limits.cutoff;
        let mut cells = vec![
            Cell::text(entered.pick("Giờ chốt nhận trong ngày", "Cut-off of the day")),
            Cell::number(cutoff.at.to_string()),
            Cell::text(span.map_or_else(
                || "—".to_owned(),
                |s| between(entered, &s.min.to_string(), &s.max.to_string()),
            )),
        ];
        if let Some(own) = own {
            cells
                .push(Cell::number(own.rule.cutoff.map_or_else(String::new, |cutoff| cutoff.at.to_string())));
        }
        rows.push(cells);
    }
    Block::Table(Table { caption: entered.pick("Các bước", "Steps").to_owned(), heads, rows })
}

fn has(entered: &Entered, step: &Step) -> String {
    let lang = words(entered.lang());
    let mut said = vec![step.role.label(lang).to_owned()];
    said.extend(step.budget.map(|term| term.label(lang)));
    said.extend(step.field.as_ref().map(|field| format!("{} {field}", entered.pick("lĩnh vực", "field"))));
    said.join(", ")
}

/// What is opened of a step, in a line.
fn may(entered: &Entered, limits: &StepLimits) -> String {
    let lang = words(entered.lang());
    let mut said = Vec::new();
    if let Some(span) = limits.budget {
        let time = between(entered, &span.min.label(lang), &span.max.label(lang));
        said.push(format!("{}: {}", entered.pick("thời gian", "time"), time.to_lowercase()));
    }
    if !limits.roles.is_empty() {
        let roles: Vec<&str> = limits.roles.iter().map(|role| role.label(lang)).collect();
        said.push(format!("{} {}", entered.pick("giao thêm cho", "also"), roles.join(", ")));
    }
    if !limits.fields.is_empty() {
        let fields: Vec<&str> = limits.fields.iter().map(FieldCode::as_str).collect();
        said.push(format!("{} {}", entered.pick("thêm lĩnh vực", "also the field"), fields.join(", ")));
    }
    if let Some(span) = limits.floor_minutes {
        let minutes = between(entered, &span.min.to_string(), &span.max.to_string()).to_lowercase();
        said.push(format!("{}: {minutes}", entered.pick("số phút tối thiểu", "least minutes")));
    }
    if limits.may_leave_out {
        said.push(entered.pick("được bỏ", "may be left out").to_owned());
    }
    said.join("; ")
}
