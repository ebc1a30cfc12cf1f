//! `/desk/designer/{code}/pass/{from}/{to}`: dossiers in hand pass to the version in force. The rule is a table that is chosen
//! with GET and changes nothing; below it stands what would follow; it is confirmed with a reason.

use super::{Entered, acts, enter, passed, procedure};
use crate::desk::{command_id, fresh_command};
use crate::form::Form;
use crate::page::html_with;
use crate::paths;
use crate::present::{date, procedure_name, words};
use crate::problem::{Problem, Result};
use crate::session::{Officer, Posted};
use crate::state::Web;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use motcua_app::Error;
use motcua_app::designer::DraftRefusal;
use motcua_app::error::What;
use motcua_app::migration::{Migrated, Named, PassDossiers, Staying};
use motcua_calendar::Date;
use motcua_domain::dossier::MigrationRule;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_domain::procedure::{ProcedureVersion, Step, applying};
use motcua_domain::refusal::Refusal;
use motcua_store::procedures::InHand;
use motcua_views::designer::{Block, Cell, Chooser, Item, ReportPage, Table};
use motcua_views::form::ActForm;
use motcua_views::format::count;
use motcua_views::{Choice, Field, FieldError, FieldKind, Lang, Link, NoticeKind};
use std::sync::Arc;
use std::time::Duration;

/// Dossiers named for each reason; all are counted.
const NAMED: usize = 10;
/// How long whoever confirms waits for the result before the page of the order says how far it is.
const PATIENCE: Duration = Duration::from_secs(4);

/// The two versions, as addressed.
struct Pair {
    code: ProcedureCode,
    old: Arc<ProcedureVersion>,
    new: Arc<ProcedureVersion>,
}

impl Pair {
    fn of(entered: &Entered, (code, from, to): &(String, String, String)) -> Result<Pair> {
        let missing = || Problem::from(Error::NotFound(What::Version));
        let version = |text: &str| {
            let id = text.parse().ok().map(VersionId)?;
            entered.ground.world.version(id).filter(|version| version.code.as_str() == code).cloned()
        };
        let (old, new) = (version(from).ok_or_else(missing)?, version(to).ok_or_else(missing)?);
        if old.id == new.id {
            return Err(missing());
        }
        Ok(Pair { code: ProcedureCode(code.clone()), old, new })
    }

    /// The rule as it was chosen, or the one that offers itself.
    fn rule(&self, form: &Form) -> MigrationRule {
        let name = |index: usize| format!("step-{index}");
        if (0..self.old.steps.len()).all(|index| form.pairs().all(|(sent, _)| sent != name(index))) {
            return MigrationRule::between(&self.old, &self.new);
        }
        let chosen = |index: usize| {
            let text = form.given(&name(index))?;
            // What is no number is no step, and told as such.
            Some((index, text.parse().unwrap_or(usize::MAX)))
        };
        let steps = (0..self.old.steps.len()).filter_map(chosen).collect();
        MigrationRule { from: self.old.id, to: self.new.id, steps }
    }
}

/// The address of a pair.
#[must_use]
pub fn address(code: &ProcedureCode, from: VersionId, to: VersionId) -> String {
    format!("{}/pass/{from}/{to}", procedure::address(code))
}

/// `/desk/designer/{code}/pass/{from}/{to}?step-<index>=<index>`
pub async fn show(
    State(web): State<Arc<Web>>,
    officer: Officer,
    Path(path): Path<(String, String, String)>,
    RawQuery(query): RawQuery,
) -> Result {
    let entered = enter(&web, officer).await?;
    let pair = Pair::of(&entered, &path)?;
    let query = Form::of_query(query.as_deref());
    let again = Again { form: query, errors: Vec::new(), status: StatusCode::OK };
    page(&web, &entered, &pair, again).await
}

/// `POST /desk/designer/{code}/pass/{from}/{to}`
pub async fn submit(
    State(web): State<Arc<Web>>,
    Path(path): Path<(String, String, String)>,
    posted: Posted,
) -> Result {
    let Posted { officer, form } = posted;
    let entered = enter(&web, officer).await?;
    let pair = Pair::of(&entered, &path)?;
    let id = command_id(form.get("command_id"))?;
    let order = PassDossiers {
        command_id: id,
        rule: pair.rule(&form),
        reason: form.get("note").to_owned(),
        seen: form.get("seen").to_owned(),
    };
    if let Err(error) = web.app.begin_passing(entered.actor(), order).await {
        let (status, errors) = told(&entered, error)?;
        return page(&web, &entered, &pair, Again { form, errors, status }).await;
    }
    passed::go_on(&web, &entered, id, PATIENCE).await?;
    Ok(Redirect::to(&passed::address(&pair.code, id)).into_response())
}

/// How the page is shown.
struct Again {
    form: Form,
    errors: Vec<FieldError>,
    status: StatusCode,
}

async fn page(web: &Arc<Web>, entered: &Entered, pair: &Pair, mut again: Again) -> Result {
    let lang = entered.lang();
    let rule = pair.rule(&again.form);
    let mut page = entered.page(web, title(entered, pair));
    page.path = address(&pair.code, pair.old.id, pair.new.id);
    let in_hand = web.app.in_flight(entered.actor(), pair.code.clone()).await?;
    let outlook = match web.app.migration_preview(entered.actor(), rule.clone()).await {
        Ok(outlook) => Some(outlook),
        Err(Error::Invalid(fields)) => {
            let error = |field: &motcua_app::FieldProblem| {
                FieldError::new(field.field.clone(), entered.pick(&field.vi, &field.en))
            };
            again.errors.extend(fields.iter().map(error));
            again.status = StatusCode::UNPROCESSABLE_ENTITY;
            None
        }
        Err(error) => return Err(error.into()),
    };
    let mut blocks = vec![Block::Facts(facts(entered, pair))];
    blocks.push(Block::Heading(entered.pick("Quy tắc chuyển", "The rule").to_owned()));
    blocks.push(Block::Text(
        entered
            .pick(
                "Mỗi bước của phiên bản cũ ứng với bước nào của phiên bản mới. Bước để trống: hồ sơ đang ở bước đó hoặc đã qua bước đó ở lại phiên bản cũ. Ngày hẹn trả và thời gian đã tính không đổi.",
                "Which step of the newer version stands for each of the older one. Where none does, dossiers that stand at the step or have passed it stay with the older version. The promised date and the time counted so far do not change.",
            )
            .to_owned(),
    ));
    blocks.push(Block::Chooser(Box::new(chooser(entered, pair, &rule, &in_hand, &again.errors))));
    if let Some(outlook) = &outlook {
        blocks.extend(result(entered, pair, outlook));
        blocks.extend(confirm(web, entered, pair, &rule, outlook, again.form.get("note"))?);
    }
    acts::mark(&mut blocks, &again.errors);
    page.errors = again.errors;
    let text = format!("{} {}", entered.pick("Thủ tục", "Procedure"), pair.code);
    let report = ReportPage {
        back: Some(Link::new(text, procedure::address(&pair.code))),
        about: Some(procedure_name(lang, &pair.new).to_owned()),
        ..entered.report(page, blocks)
    };
    Ok(html_with(again.status, report.render()))
}

fn title(entered: &Entered, pair: &Pair) -> String {
    entered
        .pick(
            "Chuyển hồ sơ từ phiên bản {old} sang phiên bản {new}",
            "Pass dossiers from version {old} to version {new}",
        )
        .replace("{old}", &pair.old.id.to_string())
        .replace("{new}", &pair.new.id.to_string())
}

fn facts(entered: &Entered, pair: &Pair) -> Vec<(String, Cell)> {
    let line = |version: &ProcedureVersion| {
        let text = format!(
            "{}, {} {}, {}",
            version.id,
            entered.pick("có hiệu lực từ", "in force from"),
            date(version.valid_from),
            version.rule.term.label(words(entered.lang()))
        );
        Cell::link(text, procedure::version_address(version))
    };
    vec![
        (entered.pick("Phiên bản cũ", "Older version").to_owned(), line(&pair.old)),
        (entered.pick("Phiên bản mới", "Newer version").to_owned(), line(&pair.new)),
    ]
}

/// The name of a step in the language of the page.
pub(super) fn step_name(lang: Lang, step: &Step) -> &str {
    if lang == Lang::En && !step.name_en.is_empty() { &step.name_en } else { &step.name }
}

fn numbered(entered: &Entered, index: usize, step: &Step) -> String {
    format!("{}. {}", index + 1, step_name(entered.lang(), step))
}

/// The rule as a table: each step, how many dossiers stand at it, and what stands for it.
fn chooser(
    entered: &Entered,
    pair: &Pair,
    rule: &MigrationRule,
    in_hand: &[InHand],
    errors: &[FieldError],
) -> Chooser {
    let none = entered.pick("Không có bước tương ứng", "No step stands for it");
    let row = |(index, step): (usize, &Step)| {
        let here = in_hand.iter().filter(|line| {
            line.version == pair.old.id && line.step.and_then(|at| usize::try_from(at).ok()) == Some(index)
        });
        let here: u64 = here.map(|line| line.count).sum();
        let chosen = rule.step(index).map_or_else(String::new, |after| after.to_string());
        let steps = pair.new.steps.iter().enumerate();
        let choices = std::iter::once(Choice::new("", none))
            .chain(steps.map(|(at, step)| Choice::new(at.to_string(), numbered(entered, at, step))))
            .map(|choice| choice.chosen_if(&chosen))
            .collect();
        let name = format!("step-{index}");
        let label = format!(
            "{} {}",
            entered.pick("Bước mới ứng với bước", "What stands for step"),
            numbered(entered, index, step)
        );
        let mut field = Field::new(name.as_str(), label, FieldKind::Select(choices));
        field.error = errors.iter().find(|error| error.target == name).map(|error| error.text.clone());
        let cells =
            vec![Cell::text(numbered(entered, index, step)), Cell::number(count(entered.lang(), here))];
        (cells, field)
    };
    Chooser {
        caption: entered.pick("Quy tắc chuyển", "The rule").to_owned(),
        action: address(&pair.code, pair.old.id, pair.new.id),
        heads: [
            ("Bước của phiên bản cũ", "Step of the older version"),
            ("Hồ sơ đang ở bước này", "Dossiers at it"),
            ("Bước ứng với nó ở phiên bản mới", "Stands for it in the newer version"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: pair.old.steps.iter().enumerate().map(row).collect(),
        submit: entered.pick("Xem kết quả theo quy tắc này", "See what this rule does").to_owned(),
    }
}

/// What would follow: numbers, reasons in words, the first dossiers.
fn result(entered: &Entered, pair: &Pair, outlook: &Migrated) -> Vec<Block> {
    let lang = entered.lang();
    let number = |n: u64| Cell::number(count(lang, n));
    let mut facts = vec![
        (entered.pick("Đang giải quyết", "In hand").to_owned(), number(outlook.in_hand())),
        (entered.pick("Chuyển được", "Would pass").to_owned(), number(outlook.passed)),
        (entered.pick("Ở lại", "Would stay").to_owned(), number(outlook.stay())),
    ];
    if outlook.aside > 0 {
        let text = entered.pick(
            "Chưa tiếp nhận hoặc đang xin rút, không xét",
            "Not received yet or asked to be withdrawn, left aside",
        );
        facts.push((text.to_owned(), number(outlook.aside)));
    }
    let mut blocks = vec![
        Block::Heading(
            entered.pick("Hồ sơ nào chuyển, hồ sơ nào ở lại", "Which pass and which stay").to_owned(),
        ),
        Block::Facts(facts),
    ];
    let reasons: Vec<Item> =
        outlook.staying.iter().map(|staying| reason(entered, &pair.old, staying)).collect();
    if !reasons.is_empty() {
        blocks.push(Block::List(reasons));
    }
    blocks.extend(dossiers(entered, &pair.old, outlook));
    blocks
}

/// Why some stay, with their number; a step is told by its name.
fn reason(entered: &Entered, old: &ProcedureVersion, staying: &Staying) -> Item {
    let lang = entered.lang();
    let step = unmapped(entered, old, &staying.refusal);
    Item {
        tone: Some(NoticeKind::Warning),
        label: Some(format!("{} {}", count(lang, staying.count), entered.pick("hồ sơ ở lại", "stay"))),
        text: staying.refusal.message(words(lang)),
        note: step.map(|name| format!("{} “{name}”.", entered.pick("Bước đó là", "The step is"))),
        link: None,
    }
}

/// The step that nothing stands for, where that is the reason.
fn unmapped<'v>(entered: &Entered, old: &'v ProcedureVersion, refusal: &Refusal) -> Option<&'v str> {
    match refusal {
        Refusal::MigrationUnmapped { step } => old.step(*step).map(|step| step_name(entered.lang(), step)),
        _ => None,
    }
}

/// The first dossiers of each kind; one opens only for whoever may open it.
fn dossiers(entered: &Entered, old: &ProcedureVersion, outlook: &Migrated) -> Option<Block> {
    let row = |named: &Named, what: String| vec![code_cell(named), Cell::text(what)];
    let pass = entered.pick("chuyển", "passes");
    let mut rows: Vec<Vec<Cell>> =
        outlook.first.iter().take(NAMED).map(|named| row(named, pass.to_owned())).collect();
    for staying in &outlook.staying {
        // The reasons stand above in whole sentences; of a step its name is enough.
        let step = unmapped(entered, old, &staying.refusal).map(|name| format!(" (“{name}”)"));
        let why = format!("{}{}", entered.pick("ở lại", "stays"), step.unwrap_or_default());
        rows.extend(staying.first.iter().take(NAMED).map(|named| row(named, why.clone())));
    }
    if rows.is_empty() {
        return None;
    }
    Some(Block::Table(Table {
        caption: entered.pick("Những hồ sơ đầu tiên", "The first dossiers").to_owned(),
        heads: [("Mã hồ sơ", "Dossier"), ("Kết quả", "What becomes of it")]
            .map(|(vi, en)| entered.pick(vi, en).to_owned())
            .into(),
        rows,
    }))
}

/// A dossier by its code.
pub(super) fn code_cell(named: &Named) -> Cell {
    if named.open {
        Cell::link(named.code.as_str(), paths::dossier(&named.code))
    } else {
        Cell::number(named.code.as_str())
    }
}

/// The order, where there is something to order; else why there is none.
fn confirm(
    web: &Web,
    entered: &Entered,
    pair: &Pair,
    rule: &MigrationRule,
    outlook: &Migrated,
    note: &str,
) -> Result<Option<Block>> {
    let today = web.app.now().date();
    let applies = applies(entered, &pair.code, today) == Some(pair.new.id);
    if !applies {
        let from = Some(pair.new.valid_from).filter(|from| *from > today);
        let text = DraftRefusal::NotInForce { from }.message(words(entered.lang()));
        let tone = Some(NoticeKind::Information);
        return Ok(Some(Block::List(vec![Item { tone, ..Item::plain(text) }])));
    }
    if outlook.passed == 0 {
        let text = entered.pick("Không có hồ sơ nào để chuyển.", "There is no dossier to pass on.");
        return Ok(Some(Block::Text(text.to_owned())));
    }
    let submit =
        entered.pick("Chuyển {} hồ sơ", "Pass on: {}").replace("{}", &count(entered.lang(), outlook.passed));
    let reason = Field::new("note", entered.pick("Lý do", "Reason"), FieldKind::TextArea(2))
        .hint(entered.pick(
            "Ghi vào lịch sử của từng hồ sơ được chuyển",
            "Written into the history of every dossier that passes",
        ))
        .value(note);
    let steps = (0..pair.old.steps.len()).map(|index| {
        let after = rule.step(index).map_or_else(String::new, |after| after.to_string());
        Field::hidden(format!("step-{index}"), after)
    });
    let mut fields: Vec<Field> = steps.collect();
    fields.push(Field::hidden("seen", outlook.fingerprint()));
    fields.push(reason);
    Ok(Some(Block::Act(Box::new(ActForm {
        act: "pass".to_owned(),
        action: address(&pair.code, pair.old.id, pair.new.id),
        title: submit.clone(),
        intro: Some(
            entered
                .pick(
                    "Những hồ sơ chuyển được ở trên theo các bước còn lại của phiên bản mới. Hồ sơ không chuyển được ở lại và được giải quyết tiếp theo phiên bản cũ.",
                    "The dossiers above that can pass go on by the steps of the newer version. Those that cannot stay, and go on under the older one.",
                )
                .to_owned(),
        ),
        submit,
        fields,
        primary: true,
        command_id: fresh_command(web)?,
        ..ActForm::default()
    }))))
}

/// The version in force.
pub(super) fn applies(entered: &Entered, code: &ProcedureCode, today: Date) -> Option<VersionId> {
    applying(entered.ground.world.versions_of(code), today).map(|version| version.id)
}

/// Why nothing was begun, at its fields; anything else is a problem of its own.
fn told(entered: &Entered, error: Error) -> Result<(StatusCode, Vec<FieldError>)> {
    match &error {
        Error::Draft(refusal) => {
            let text = refusal.message(words(entered.lang()));
            Ok((StatusCode::CONFLICT, vec![FieldError::new("", text)]))
        }
        Error::Invalid(fields) => {
            // A rule that is none is told again when the page looks at it.
            let own = fields.iter().filter(|field| !field.field.starts_with("step-"));
            let errors = own.map(|field| {
                FieldError::new(format!("pass-{}", field.field), entered.pick(&field.vi, &field.en))
            });
            Ok((StatusCode::UNPROCESSABLE_ENTITY, errors.collect()))
        }
        _ => Err(error.into()),
    }
}
