//! What communes may vary: one row a step, and the hour of the cut-off.

use crate::designer::ground::Ground;
use crate::designer::layout::{Column, Kind, Piece, Sheet, or_choose};
use crate::designer::reader::{At, Reader, tick, ticked};
use crate::designer::typed::{Row, Typed};
use crate::present::words;
use motcua_domain::actor::Role;
use motcua_domain::ids::FieldCode;
use motcua_domain::procedure::variation::{LEAVABLE, Span, StepLimits, is_own};
use motcua_domain::procedure::{Limits, ProcedureVersion, Step};
use motcua_views::Choice;
use std::collections::BTreeSet;

const TABLE: &str = "limits";
/// The most working minutes a floor may say.
const FLOOR_MAX: u32 = 1_000_000;

pub(super) fn layout(g: &Ground, version: &ProcedureVersion) -> Vec<Piece> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let roles = g.role_choices();
    let columns = vec![
        column("step", "Bước", "Step", Kind::One(or_choose(g.lang, step_choices(g, version)))),
        column("least", "Thời gian từ", "Time from", Kind::Short).optional(),
        column("most", "đến", "to", Kind::Short).optional(),
        column("leave", "Được bỏ bước", "May be left out", Kind::Tick).optional(),
        column("roles", "Được giao thêm cho vai trò", "May also be given to", Kind::Many(roles)).more(),
        column("fields", "Được chọn thêm lĩnh vực của cán bộ", "Fields that may also be chosen", Kind::Line)
            .more()
            .hint(g.pick("Mã lĩnh vực, cách nhau bằng dấu phẩy", "Keys of fields, separated by commas")),
        column("floor_least", "Số phút tối thiểu từ", "Least minutes from", Kind::Short).more(),
        column("floor_most", "Số phút tối thiểu đến", "Least minutes to", Kind::Short).more(),
    ];
    let help = g.pick(
        "Bước không nêu ở đây thì mọi xã, phường làm đúng như phiên bản này. Thời hạn, giấy tờ, phí, thẩm quyền và kết quả không bao giờ do xã, phường thay đổi. Bỏ được bước phân công và bước xem xét.",
        "Every commune does a step that is not listed here as this version has it. Term, papers, fees, competence and result are never a commune's to change. Assignments and reviews may be left out.",
    );
    let mut pieces = vec![
        Piece::Heading(
            g.pick("Biến thể của xã, phường", "Variations of communes").to_owned(),
            Some(help.to_owned()),
        ),
        Piece::Sheet(Sheet {
            key: TABLE,
            unit: g.pick("giới hạn", "limit").to_owned(),
            caption: g.pick("Bước xã, phường được thay đổi", "Steps communes may vary").to_owned(),
            columns,
            add: g.pick("Thêm bước được thay đổi", "Add a step").to_owned(),
        }),
    ];
    if version.rule.cutoff.is_some() || version.limits.cutoff.is_some() {
        let hour = |key, vi, en| column(key, vi, en, Kind::Short).optional();
        pieces.push(Piece::Values(vec![
            hour("cutoff_least", "Giờ chốt nhận trong ngày: từ", "Cut-off of the day: from"),
            hour("cutoff_most", "Giờ chốt nhận trong ngày: đến", "Cut-off of the day: to"),
        ]));
    }
    pieces
}

/// The steps done at the commune. One without a key is named by its place in the table, and is given a key when it is
/// first opened.
fn step_choices(g: &Ground, version: &ProcedureVersion) -> Vec<Choice> {
    let own = version.steps.iter().enumerate().filter(|(_, step)| is_own(step));
    own.map(|(at, step)| {
        let name = g.pick(&step.name, step.english());
        let leavable =
            if LEAVABLE.contains(&step.kind) { g.pick(" (bỏ được)", " (may be left out)") } else { "" };
        Choice::new(word_of(at, step), format!("{}. {name}{leavable}", at + 1))
    })
    .collect()
}

fn word_of(at: usize, step: &Step) -> String {
    if step.key.is_empty() { format!("#{at}") } else { step.key.clone() }
}

pub(super) fn fill(g: &Ground, version: &ProcedureVersion, typed: &mut Typed) {
    let lang = words(g.lang);
    let minutes = |span: Option<Span<u32>>, of: fn(Span<u32>) -> u32| {
        span.map_or_else(String::new, |span| of(span).to_string())
    };
    let row = |one: &StepLimits| {
        let term = |of: fn(Span<_>) -> motcua_calendar::Term| {
            one.budget.map_or_else(String::new, |span| of(span).label(lang))
        };
        let roles: Vec<&str> = one.roles.iter().map(|role| role.key()).collect();
        let fields: Vec<&str> = one.fields.iter().map(FieldCode::as_str).collect();
        Row::from([
            ("step", one.step.clone()),
            ("least", term(|span| span.min)),
            ("most", term(|span| span.max)),
            ("leave", tick(one.may_leave_out)),
            ("roles", roles.join(",")),
            ("fields", fields.join(", ")),
            ("floor_least", minutes(one.floor_minutes, |span| span.min)),
            ("floor_most", minutes(one.floor_minutes, |span| span.max)),
        ])
    };
    typed.put(TABLE, version.limits.steps.iter().map(row).collect());
    let hour = |of: fn(Span<_>) -> motcua_calendar::MinuteOfDay| {
        version.limits.cutoff.map_or_else(String::new, |span| of(span).to_string())
    };
    typed.set("cutoff_least", hour(|span| span.min));
    typed.set("cutoff_most", hour(|span| span.max));
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let rows = typed.rows(TABLE).iter().enumerate();
    let read: Vec<Option<(usize, StepLimits)>> =
        rows.map(|(index, row)| limits_of(reader, At { table: TABLE, index, row }, version)).collect();
    let (least, most) = (typed.get("cutoff_least"), typed.get("cutoff_most"));
    let hours = (reader.hour("cutoff_least", least), reader.hour("cutoff_most", most));
    let cutoff = pair(reader, hours, ("cutoff_least", least), ("cutoff_most", most));
    let Some(read) = read.into_iter().collect::<Option<Vec<_>>>() else { return };
    let mut steps = Vec::with_capacity(read.len());
    for (at, limits) in read {
        if version.steps[at].key.is_empty() {
            version.steps[at].key = fresh_key(version, at);
        }
        steps.push(StepLimits { step: version.steps[at].key.clone(), ..limits });
    }
    version.limits = Limits { cutoff, steps };
}

/// The step a row is about, by its index, and what it opens.
fn limits_of(reader: &mut Reader<'_>, at: At<'_>, version: &ProcedureVersion) -> Option<(usize, StepLimits)> {
    let word = at.text("step");
    let step = version.steps.iter().enumerate().position(|(at, step)| word_of(at, step) == word);
    let step = step
        .or_else(|| reader.wrong(at.id("step"), "Chọn bước trong danh sách", "Choose a step of the list"));
    let terms = (
        reader.term_or_none(&at.id("least"), at.text("least")),
        reader.term_or_none(&at.id("most"), at.text("most")),
    );
    let budget = pair(reader, terms, (&at.id("least"), at.text("least")), (&at.id("most"), at.text("most")));
    let mut minutes = |key: &str| {
        let text = at.text(key);
        (!text.is_empty()).then(|| reader.number(&at.id(key), text, FLOOR_MAX))
    };
    let floors = (minutes("floor_least"), minutes("floor_most"));
    let (least, most) = (at.id("floor_least"), at.id("floor_most"));
    let floor_minutes =
        pair(reader, floors, (&least, at.text("floor_least")), (&most, at.text("floor_most")));
    let chosen = |role: &Role| at.text("roles").split(',').any(|key| key == role.key());
    let fields = at.text("fields").split(',').map(str::trim).filter(|key| !key.is_empty());
    let fields: Vec<FieldCode> = fields.map(FieldCode::from).collect();
    let known = |key: &FieldCode| reader.ground.fields.iter().any(|field| field.key == *key);
    if !fields.iter().all(known) {
        reader.wrong::<()>(
            at.id("fields"),
            "Ghi mã lĩnh vực như trong danh mục, ví dụ ho-tich",
            "Write keys of fields as in the list, for instance ho-tich",
        );
    }
    Some((
        step?,
        StepLimits {
            step: String::new(),
            budget,
            floor_minutes,
            roles: Role::ALL.into_iter().filter(chosen).collect(),
            fields,
            may_leave_out: ticked(at.text("leave")),
        },
    ))
}

/// Both ends, or none; one alone is told.
fn pair<T>(
    reader: &mut Reader<'_>,
    read: (Option<T>, Option<T>),
    (least, typed_least): (&str, &str),
    (most, typed_most): (&str, &str),
) -> Option<Span<T>> {
    let (vi, en) = ("Ghi cả hai đầu, hoặc để trống cả hai", "Give both ends, or leave both empty");
    match (typed_least.is_empty(), typed_most.is_empty()) {
        (true, false) => reader.wrong(least, vi, en),
        (false, true) => reader.wrong(most, vi, en),
        _ => match read {
            (Some(min), Some(max)) => Some(Span { min, max }),
            _ => None,
        },
    }
}

fn fresh_key(version: &ProcedureVersion, at: usize) -> String {
    let taken: BTreeSet<&str> = version.steps.iter().map(|step| step.key.as_str()).collect();
    let key = (at + 1..).map(|number| format!("b{number}")).find(|key| !taken.contains(key.as_str()));
    key.unwrap_or_default()
}
