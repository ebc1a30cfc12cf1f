//! `/desk/designer/variations`: what communes vary. The head of a commune sees and writes the variations of the own unit
//! only, and of these only the cells the city opens; designers see all, approve and publish.

mod cells;

use super::draft::{self, Side};
use super::{Entered, acts, check, editor};
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::{html, html_with};
use crate::present::{date, procedure_name, unit_in, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use cells::Cells;
use motcua_app::Error;
use motcua_app::designer::{DraftView, Order, SaveDraft, StartVariation};
use motcua_app::error::What;
use motcua_calendar::Date;
use motcua_domain::actor::{Actor, Role};
use motcua_domain::ids::{DraftId, ProcedureCode, UnitId, VersionId};
use motcua_domain::procedure::variation::is_open;
use motcua_domain::procedure::{ProcedureVersion, Variant};
use motcua_procedure::compare;
use motcua_views::designer::{Block, Cell, EditorPage, Item, ReportPage, Tab, Table};
use motcua_views::form::ActForm;
use motcua_views::{Choice, Field, FieldError, FieldKind, Link};
use std::sync::Arc;

/// The address of a variation's draft.
#[must_use]
pub fn address(id: DraftId) -> String {
    format!("/desk/designer/variations/drafts/{id}")
}

/// The communes somebody heads.
pub fn headed(web: &Web, actor: &Actor) -> Vec<UnitId> {
    let world = web.app.world();
    let commune = |unit: &UnitId| world.units.get(*unit).is_some_and(|unit| unit.kind.is_commune());
    let heads = actor.duties().iter().filter(|duty| duty.role == Role::UnitHead);
    let mut units: Vec<UnitId> = heads.map(|duty| duty.unit).filter(commune).collect();
    units.dedup();
    units
}

/// `/desk/designer/variations`: what communes may vary, and what the own unit does.
pub async fn list(State(web): State<Arc<Web>>, officer: Officer) -> Result {
    let entered = super::enter_unit(&web, officer).await?;
    let (world, today) = (Arc::clone(&entered.ground.world), web.app.now().date());
    let title = entered.pick("Biến thể của xã, phường", "Variations of communes");
    let mut page = entered.page(&web, title);
    page.path = "/desk/designer/variations".to_owned();
    let own = headed(&web, &entered.officer.who.actor);
    let mut blocks = Vec::new();
    for unit in &own {
        let drafts = web.app.drafts_of_unit(entered.actor(), *unit).await?;
        if !drafts.is_empty() {
            let heading =
                format!("{}: {}", entered.pick("Bản thảo", "Drafts"), unit_in(entered.lang(), &world, *unit));
            blocks.push(Block::Heading(heading));
            blocks.push(Block::Table(super::list::draft_table(&entered, &drafts)));
        }
    }
    let open: Vec<&Arc<ProcedureVersion>> = world
        .procedures_on(today)
        .filter(|version| bases(&entered, &version.code, today).iter().any(|base| is_open(base)))
        .collect();
    blocks.push(Block::Heading(
        entered.pick("Thủ tục xã, phường được thay đổi", "What communes may vary").to_owned(),
    ));
    if open.is_empty() {
        let text = entered.pick(
            "Thành phố chưa cho phép thay đổi bước nào của thủ tục nào.",
            "The city has not opened any step of any procedure.",
        );
        blocks.push(Block::Text(text.to_owned()));
    } else {
        blocks.push(Block::Table(open_table(&entered, &open, &own, today)));
    }
    let mut report = entered.report(page, blocks);
    report.back = entered.designs.then(|| entered.back());
    Ok(html(report.render()))
}

fn open_table(entered: &Entered, open: &[&Arc<ProcedureVersion>], own: &[UnitId], today: Date) -> Table {
    let world = &entered.ground.world;
    let row = |version: &&Arc<ProcedureVersion>| {
        let applies = |unit: &UnitId| world.varied(version, today, *unit).id != version.id;
        let communes = world.variations_of(&version.code).filter_map(|own| own.unit());
        let communes: std::collections::BTreeSet<UnitId> = communes.filter(applies).collect();
        let state = if own.iter().any(applies) {
            entered.pick("có biến thể", "has a variation")
        } else {
            entered.pick("theo thành phố", "as the city")
        };
        let last = if own.is_empty() { communes.len().to_string() } else { state.to_owned() };
        vec![
            Cell::link(procedure_name(entered.lang(), version), procedure_address(&version.code)),
            Cell::number(version.code.as_str()),
            Cell::number(date(version.valid_from)),
            Cell::text(last),
        ]
    };
    let last = if own.is_empty() {
        ("Số xã có biến thể", "Communes that vary it")
    } else {
        ("Đơn vị này", "This unit")
    };
    Table {
        caption: entered.pick("Thủ tục xã, phường được thay đổi", "What communes may vary").to_owned(),
        heads: [("Tên thủ tục", "Name"), ("Mã", "Code"), ("Áp dụng từ", "In force since"), last]
            .map(|(vi, en)| entered.pick(vi, en).to_owned())
            .into(),
        rows: open.iter().map(row).collect(),
    }
}

fn procedure_address(code: &ProcedureCode) -> String {
    format!("/desk/designer/variations/{}", crate::paths::escape(code.as_str()))
}

/// The versions of the city that apply now or will.
fn bases(entered: &Entered, code: &ProcedureCode, today: Date) -> Vec<Arc<ProcedureVersion>> {
    let world = &entered.ground.world;
    let lasting = world.versions_of(code).iter().filter(|version| world.lasts(version, today.plus_days(1)));
    lasting.cloned().collect()
}

/// `/desk/designer/variations/{code}`
pub async fn one(State(web): State<Arc<Web>>, officer: Officer, Path(code): Path<String>) -> Result {
    let entered = super::enter_unit(&web, officer).await?;
    let report = of_procedure(&web, &entered, &ProcedureCode(code), Vec::new())?;
    Ok(html(report.render()))
}

fn of_procedure<'a>(
    web: &'a Web,
    entered: &Entered,
    code: &ProcedureCode,
    errors: Vec<FieldError>,
) -> Result<ReportPage<'a>> {
    let today = web.app.now().date();
    let open: Vec<Arc<ProcedureVersion>> =
        bases(entered, code, today).into_iter().filter(|base| is_open(base)).collect();
    let first = open.first().ok_or(Error::NotFound(What::Procedure))?;
    let own = headed(web, &entered.officer.who.actor);
    let mut page = entered.page(web, format!("{} ({code})", procedure_name(entered.lang(), first)));
    page.path = procedure_address(code);
    page.errors = errors;
    let mut blocks = vec![Block::Act(Box::new(start_form(web, entered, &open, &own)?))];
    for base in &open {
        let text = format!(
            "{} {}, {} {}",
            entered.pick("Phiên bản", "Version"),
            base.id,
            entered.pick("áp dụng từ", "valid from"),
            date(base.valid_from)
        );
        blocks.push(Block::Heading(text));
        let unit = own.first().filter(|_| !entered.designs);
        let on = today.max(base.valid_from);
        let varied = unit.map(|unit| entered.ground.world.varied(base, on, *unit));
        blocks.push(cells::table(entered, base, varied.map(AsRef::as_ref)));
    }
    let seen =
        |one: &&Arc<ProcedureVersion>| entered.designs || one.unit().is_some_and(|unit| own.contains(&unit));
    let variations: Vec<&Arc<ProcedureVersion>> =
        entered.ground.world.variations_of(code).filter(seen).collect();
    if !variations.is_empty() {
        blocks.push(Block::Heading(entered.pick("Biến thể đã công bố", "Published variations").to_owned()));
        blocks.push(Block::Table(table(entered, &variations, today)));
    }
    acts::mark(&mut blocks, &page.errors);
    let back = Link::new(
        entered.pick("Biến thể của xã, phường", "Variations of communes"),
        "/desk/designer/variations",
    );
    Ok(ReportPage { back: Some(back), ..entered.report(page, blocks) })
}

/// Variations with where each stands.
pub fn table(entered: &Entered, variations: &[&Arc<ProcedureVersion>], today: Date) -> Table {
    let world = &entered.ground.world;
    let row = |own: &&Arc<ProcedureVersion>| {
        let made = own.variant.unwrap_or(Variant { of: own.id, unit: UnitId(0) });
        let base = world.version(made.of);
        let applies = world.version_at(&own.code, today, made.unit).is_some_and(|one| one.id == own.id);
        let lasts = base.is_some_and(|base| world.lasts(base, today));
        let state = if applies {
            entered.pick("đang áp dụng", "in force")
        } else if lasts && (own.valid_from > today || base.is_some_and(|base| base.valid_from > today)) {
            entered.pick("sắp áp dụng", "scheduled")
        } else {
            entered.pick("không còn áp dụng", "past")
        };
        let said = base.map_or_else(Vec::new, |base| {
            let all = motcua_domain::procedure::variation::deviations(base, own);
            all.iter().map(|one| one.message(base, words(entered.lang()))).collect()
        });
        let said = if said.is_empty() {
            entered.pick("như thành phố", "as the city").to_owned()
        } else {
            said.join(" ")
        };
        vec![
            Cell::text(unit_in(entered.lang(), world, made.unit)),
            Cell::number(format!("{} ({} {})", own.id, entered.pick("từ phiên bản", "of version"), made.of)),
            Cell::text(state),
            Cell::number(date(own.valid_from)),
            Cell::text(said),
        ]
    };
    Table {
        caption: entered.pick("Biến thể đã công bố", "Published variations").to_owned(),
        heads: [
            ("Đơn vị", "Unit"),
            ("Biến thể", "Variation"),
            ("Trạng thái", "State"),
            ("Từ ngày", "From"),
            ("Khác với thành phố", "Other than the city"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: variations.iter().rev().map(row).collect(),
    }
}

/// The form that begins a variation.
pub fn start_form(
    web: &Web,
    entered: &Entered,
    open: &[Arc<ProcedureVersion>],
    own: &[UnitId],
) -> Result<ActForm> {
    let world = &entered.ground.world;
    let units: Vec<UnitId> = if entered.designs {
        world.units.lasting().filter(|unit| unit.kind.is_commune()).map(|unit| unit.id).collect()
    } else {
        own.to_vec()
    };
    let mut choices: Vec<Choice> = units
        .iter()
        .map(|id| {
            let key = world.units.get(*id).map_or_else(String::new, |unit| unit.key.clone());
            Choice::new(key, unit_in(entered.lang(), world, *id))
        })
        .collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    let base = |base: &Arc<ProcedureVersion>| {
        let text = format!("{} {}, {}", entered.pick("phiên bản", "version"), base.id, date(base.valid_from));
        Choice::new(base.id.to_string(), text)
    };
    let title = entered.pick("Soạn biến thể", "Draft a variation");
    Ok(ActForm {
        act: "vary".to_owned(),
        action: "/desk/designer/variations".to_owned(),
        title: title.to_owned(),
        intro: Some(
            entered
                .pick(
                    "Bắt đầu từ những gì đơn vị đang có; chỉ đổi được những ô thành phố cho phép.",
                    "It begins with what the unit has; only the cells the city opens can be changed.",
                )
                .to_owned(),
        ),
        submit: title.to_owned(),
        fields: vec![
            Field::new(
                "base",
                entered.pick("Từ phiên bản của thành phố", "Of the city's version"),
                FieldKind::Select(open.iter().map(base).collect()),
            ),
            Field::new("unit", entered.pick("Đơn vị", "Unit"), FieldKind::Select(choices)),
            Field::new("note", entered.pick("Lý do", "Reason"), FieldKind::TextArea(2)).optional(),
        ],
        danger: false,
        primary: true,
        command_id: fresh_command(web)?,
        expected_revision: 0,
    })
}

/// `POST /desk/designer/variations`
pub async fn start(State(web): State<Arc<Web>>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let entered = super::enter_unit(&web, officer).await?;
    let world = Arc::clone(&entered.ground.world);
    let base = form.get("base").parse().map(VersionId).map_err(|_| Error::NotFound(What::Version))?;
    let unit = world.units.by_key(form.get("unit")).map(|unit| unit.id).ok_or(Error::NotFound(What::Unit))?;
    let start = StartVariation {
        command_id: command_id(form.get("command_id"))?,
        base,
        unit,
        note: form.get("note").to_owned(),
    };
    match web.app.start_variation(entered.actor(), start).await {
        Ok(done) => Ok(Redirect::to(&format!("{}?done=start", address(done.draft))).into_response()),
        Err(Error::Draft(refusal)) => {
            let code =
                world.version(base).map(|base| base.code.clone()).ok_or(Error::NotFound(What::Version))?;
            let errors = vec![FieldError::new("", refusal.message(words(entered.lang())))];
            Ok(html_with(StatusCode::CONFLICT, of_procedure(&web, &entered, &code, errors)?.render()))
        }
        Err(error) => Err(error.into()),
    }
}

/// A variation's draft with the version of the city it was made from.
async fn load(web: &Web, entered: &Entered, id: &str) -> Result<(DraftView, Arc<ProcedureVersion>, UnitId)> {
    let view = draft::load(web, entered, id).await?;
    let made = view.content.variant.ok_or(Error::NotFound(What::Draft))?;
    let base = entered.ground.world.version(made.of).cloned().ok_or(Error::NotFound(What::Version))?;
    Ok((view, base, made.unit))
}

/// `/desk/designer/variations/drafts/{id}`
pub async fn form(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let entered = super::enter_unit(&web, officer).await?;
    let loaded = load(&web, &entered, &id).await?;
    let query = Form::of_query(query.as_deref());
    let notice = acts::done(&entered, query.get("done"));
    show(&web, &entered, &loaded, None, editor::Shown { notice, ..editor::Shown::default() }).await
}

/// The page again after an act was refused.
pub async fn again(web: &Arc<Web>, entered: &Entered, id: &str, shown: editor::Shown) -> Result {
    let loaded = load(web, entered, id).await?;
    show(web, entered, &loaded, None, shown).await
}

async fn show(
    web: &Arc<Web>,
    entered: &Entered,
    (view, base, unit): &(DraftView, Arc<ProcedureVersion>, UnitId),
    typed: Option<Cells>,
    shown: editor::Shown,
) -> Result {
    let typed = typed.unwrap_or_else(|| cells::of_variation(entered, base, &view.content));
    let name = unit_in(entered.lang(), &entered.ground.world, *unit);
    let mut page = entered.page(web, format!("{}: {name}", draft::title(entered, view)));
    page.path = address(view.draft.id);
    (page.errors, page.notice) = (shown.errors, shown.notice);
    let panels = cells::panels(entered, base, &typed, &page.errors);
    let mut blocks = acts::offered(web, entered, view)?;
    acts::mark(&mut blocks, &page.errors);
    blocks.push(Block::Heading(entered.pick("So với thành phố", "Against the city").to_owned()));
    blocks.extend(differences(entered, base, &view.content));
    blocks.push(cells::table(entered, base, Some(&view.content)));
    let found = check::findings(web, entered, &view.content).await?;
    blocks.push(Block::Heading(entered.pick("Kiểm tra", "Checks").to_owned()));
    blocks.push(Block::Text(check::summary(entered, &found)));
    let grave = found.iter().filter(|finding| finding.severity > motcua_procedure::Severity::Note);
    // Everything is mended on this page.
    let items: Vec<Item> =
        grave.map(|finding| Item { link: None, ..check::item(entered, view, finding) }).collect();
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
    if !view.draft.note.is_empty() {
        blocks.push(Block::Heading(entered.pick("Lý do, ghi chú", "Reason and notes").to_owned()));
        blocks.push(Block::List(view.draft.note.lines().map(Item::plain).collect()));
    }
    let back = procedure_address(&view.draft.code);
    let page = EditorPage {
        back: Some(Link::new(format!("{} {}", entered.pick("Thủ tục", "Procedure"), view.draft.code), back)),
        about: draft::about(entered, view),
        tabs: tabs(entered, view),
        action: address(view.draft.id),
        part: "cells".to_owned(),
        command_id: fresh_command(web)?,
        expected_revision: u64::from(view.draft.revision),
        open: draft::is_open(view),
        panels,
        blocks,
        page,
    };
    Ok(html_with(shown.status, page.render()))
}

/// What differs, as sentences.
fn differences(entered: &Entered, base: &ProcedureVersion, own: &ProcedureVersion) -> Vec<Block> {
    let plain = ProcedureVersion {
        variant: base.variant,
        limits: base.limits.clone(),
        valid_from: base.valid_from,
        ..own.clone()
    };
    let found = compare::compare(base, &plain, &entered.ground.world.units);
    if found.is_empty() {
        let text = entered
            .pick("Không khác phiên bản của thành phố.", "It does not differ from the city's version.");
        return vec![Block::Text(text.to_owned())];
    }
    let lang = words(entered.lang());
    vec![Block::List(found.changes.iter().map(|change| Item::plain(change.text(lang))).collect())]
}

/// Designers go on from here to the other pages of the draft.
fn tabs(entered: &Entered, view: &DraftView) -> Vec<Tab> {
    if !entered.designs {
        return Vec::new();
    }
    let mut tabs = draft::tabs(entered, view, None, None);
    tabs.retain(|tab| !tab.href.ends_with(Side::Files.key()));
    tabs.iter_mut().for_each(|tab| tab.current = tab.href == address(view.draft.id));
    tabs
}

/// `POST /desk/designer/variations/drafts/{id}`
pub async fn submit(State(web): State<Arc<Web>>, Path(id): Path<String>, posted: Posted) -> Result {
    let Posted { officer, form } = posted;
    let entered = super::enter_unit(&web, officer).await?;
    let loaded = load(&web, &entered, &id).await?;
    let (view, base, unit) = &loaded;
    let typed = cells::of_form(base, &form);
    let definition = match cells::read(&entered, (base, *unit), &typed) {
        Ok(definition) => definition,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let shown = editor::Shown { errors, status, ..editor::Shown::default() };
            return show(&web, &entered, &loaded, Some(typed), shown).await;
        }
    };
    // What the commune does not choose stays as it was begun.
    let definition = ProcedureVersion { valid_from: view.content.valid_from, ..definition };
    let seen = form.get("expected_revision").parse().map_err(|_| Problem::malformed("expected_revision"))?;
    let order = Order { command_id: command_id(form.get("command_id"))?, draft: view.draft.id, seen };
    let (title, note) = (view.draft.title.clone(), view.draft.note.clone());
    let save = SaveDraft { order, definition, title, note, based_on: None };
    let (status, errors) = match web.app.save_draft(entered.actor(), save).await {
        Ok(_) => return Ok(Redirect::to(&format!("{}?done=save", address(view.draft.id))).into_response()),
        Err(Error::Draft(refusal)) => {
            (StatusCode::CONFLICT, vec![FieldError::new("", refusal.message(words(entered.lang())))])
        }
        Err(Error::Invalid(fields)) => {
            let error = |field: &motcua_app::error::FieldProblem| {
                FieldError::new("", entered.pick(&field.vi, &field.en))
            };
            (StatusCode::UNPROCESSABLE_ENTITY, fields.iter().map(error).collect())
        }
        Err(error) => return Err(error.into()),
    };
    let shown = editor::Shown { errors, status, ..editor::Shown::default() };
    show(&web, &entered, &loaded, Some(typed), shown).await
}

/// On the page of publication: which variations lapse with a newer version of the city, and what it would keep of them.
pub fn lapsing(web: &Web, entered: &Entered, view: &DraftView) -> Result<Vec<Block>> {
    let world = &entered.ground.world;
    let published = view.draft.version.and_then(|id| world.version(id));
    let new = published.map_or(&view.content, AsRef::as_ref);
    if new.variant.is_some() {
        return Ok(Vec::new());
    }
    let mut all = world.lapsing(new, web.app.now().date());
    if published.is_some() {
        // What was carried over and published already lapses no more.
        all.retain(|one| {
            !world
                .variations_of(&new.code)
                .any(|own| own.variant == Some(Variant { of: new.id, unit: one.unit }))
        });
    }
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let lang = words(entered.lang());
    let text = entered.pick(
        "Các biến thể sau hết áp dụng khi phiên bản này có hiệu lực; đơn vị chưa mang biến thể sang thì theo phiên bản của thành phố.",
        "These variations apply no more once this version is in force; a unit that has not carried its variation over follows the city's version.",
    );
    let row = |one: &motcua_app::designer::Lapsing| {
        let base = world.version(one.variation).and_then(|own| world.version(own.variant?.of));
        let said = |list: &[motcua_domain::procedure::variation::Deviation]| {
            let said = list.iter().filter_map(|one| base.map(|base| one.message(base, lang)));
            Some(said.collect::<Vec<_>>().join(" "))
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| "—".to_owned())
        };
        vec![
            Cell::text(unit_in(entered.lang(), world, one.unit)),
            Cell::text(said(&one.kept)),
            Cell::text(said(&one.lost)),
        ]
    };
    let mut blocks = vec![
        Block::Heading(entered.pick("Biến thể hết áp dụng", "Variations that lapse").to_owned()),
        Block::Text(text.to_owned()),
        Block::Table(Table {
            caption: entered.pick("Biến thể hết áp dụng", "Variations that lapse").to_owned(),
            heads: [
                ("Đơn vị", "Unit"),
                ("Mang sang được", "Can be carried over"),
                ("Không mang sang được", "Does not fit"),
            ]
            .map(|(vi, en)| entered.pick(vi, en).to_owned())
            .into(),
            rows: all.iter().map(row).collect(),
        }),
    ];
    if published.is_some() && is_open(new) {
        let own: Vec<Choice> = all
            .iter()
            .filter_map(|one| {
                Some(Choice::new(
                    world.units.get(one.unit)?.key.clone(),
                    unit_in(entered.lang(), world, one.unit),
                ))
            })
            .collect();
        let title =
            entered.pick("Mang biến thể sang phiên bản này", "Carry a variation over to this version");
        let mut form = start_form(web, entered, &[Arc::new(new.clone())], &[])?;
        form.fields[1] = Field::new("unit", entered.pick("Đơn vị", "Unit"), FieldKind::Select(own));
        (form.title, form.submit, form.primary) = (title.to_owned(), title.to_owned(), false);
        blocks.push(Block::Act(Box::new(form)));
    }
    Ok(blocks)
}
