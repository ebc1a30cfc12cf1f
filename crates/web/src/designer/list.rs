//! `/desk/designer`: the procedures of the city with their versions, and the drafts under way.

use super::{Entered, enter, start};
use crate::form::Form;
use crate::page::html;
use crate::paths::escape;
use crate::present::{capital, date, field_name, procedure_name, when, words};
use crate::problem::Result;
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use motcua_calendar::{Date, Moment};
use motcua_domain::procedure::{DraftState, ProcedureVersion, Tier};
use motcua_store::procedures::Draft;
use motcua_views::designer::{Block, Cell, Query, ReportPage, Table};
use motcua_views::{Choice, Field, FieldKind, Key, Link, t};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Procedures on one page.
const ROWS: usize = 50;
/// States whose drafts are under way.
const UNDER_WAY: [DraftState; 4] =
    [DraftState::Submitted, DraftState::Approved, DraftState::Rejected, DraftState::Draft];

/// `/desk/designer?q=&field=&tier=&from=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let entered = enter(&web, officer).await?;
    let query = Form::of_query(query.as_deref());
    let mut drafts = Vec::new();
    for state in UNDER_WAY {
        drafts.extend(web.app.drafts(entered.actor(), state).await?);
    }
    let page = list(&web, &entered, &query, &drafts)?;
    Ok(html(page.render()))
}

/// The page, also shown again when a new procedure could not be begun.
pub fn list<'a>(web: &'a Web, entered: &Entered, query: &Form, drafts: &[Draft]) -> Result<ReportPage<'a>> {
    let page = entered.page(web, t(entered.lang(), Key::DesignerTitle));
    let found = matching(entered, query, web.app.now().date());
    let from = query.get("from").parse::<usize>().unwrap_or(0).min(found.len());
    let mut blocks = Vec::new();
    if !drafts.is_empty() {
        blocks.push(Block::Heading(entered.pick("Bản thảo đang làm", "Drafts under way").to_owned()));
        blocks.push(Block::Table(draft_table(entered, drafts)));
    }
    blocks.push(Block::Heading(entered.pick("Thủ tục", "Procedures").to_owned()));
    blocks.push(Block::Act(Box::new(start::new_form(web, entered)?)));
    blocks.push(Block::Upload(Box::new(start::upload(web, entered)?)));
    let total = format!("{}: {}", entered.pick("Số thủ tục", "Procedures"), found.len());
    blocks.push(Block::Text(total));
    if !found.is_empty() {
        let shown = &found[from..found.len().min(from + ROWS)];
        blocks.push(Block::Table(procedure_table(entered, shown, drafts, web.app.now().date())));
    }
    if from + ROWS < found.len() {
        let kept: Vec<String> = ["q", "field", "tier"]
            .into_iter()
            .filter_map(|name| query.given(name).map(|value| format!("{name}={}&", escape(value))))
            .collect();
        let href = format!("/desk/designer?{}from={}", kept.concat(), from + ROWS);
        blocks.push(Block::Links(vec![Link::new(t(entered.lang(), Key::NextPage), href)]));
    }
    Ok(ReportPage { query: Some(asked(entered, query)), back: None, ..entered.report(page, blocks) })
}

fn asked(entered: &Entered, query: &Form) -> Query {
    let lang = entered.lang();
    let any = |vi, en| Choice::new("", entered.pick(vi, en));
    let tiers = [
        any("Mọi cấp", "Every tier"),
        Choice::new("commune", entered.pick("Cấp xã", "Commune")),
        Choice::new("city", entered.pick("Cấp thành phố", "City")),
        Choice::new("both", entered.pick("Cả hai cấp", "Both")),
    ]
    .map(|choice| choice.chosen_if(query.get("tier")));
    let fields = std::iter::once(any("Mọi lĩnh vực", "Every field")).chain(entered.ground.field_choices());
    let fields = fields.map(|choice| choice.chosen_if(query.get("field"))).collect();
    let text = Field::new("q", t(lang, Key::ProcedureSearchLabel), FieldKind::Text).value(query.get("q"));
    Query {
        action: "/desk/designer".to_owned(),
        fields: vec![
            text,
            Field::new("field", entered.pick("Lĩnh vực", "Field"), FieldKind::Select(fields)),
            Field::new("tier", entered.pick("Cấp", "Tier"), FieldKind::Select(tiers.into())),
        ],
        submit: t(lang, Key::Search).to_owned(),
    }
}

/// The procedures asked for, those that fit best first; without words by name.
fn matching(entered: &Entered, query: &Form, today: Date) -> Vec<Arc<ProcedureVersion>> {
    let world = &entered.ground.world;
    let words: String = query.get("q").chars().take(crate::limits::QUERY_CHARACTERS).collect();
    let tier = match query.get("tier") {
        "commune" => Some(Tier::Commune),
        "city" => Some(Tier::City),
        "both" => Some(Tier::Both),
        _ => None,
    };
    let mut all: Vec<Arc<ProcedureVersion>> = if words.is_empty() {
        world.procedures_on(today).cloned().collect()
    } else {
        world.catalogue.search(&words, 500).into_iter().cloned().collect()
    };
    all.retain(|version| tier.is_none_or(|tier| version.tier == tier));
    all.retain(|version| query.given("field").is_none_or(|field| version.field.as_str() == field));
    if words.is_empty() {
        all.sort_by(|a, b| (&a.field_name, &a.name, &a.code).cmp(&(&b.field_name, &b.name, &b.code)));
    }
    all
}

fn procedure_table(
    entered: &Entered,
    shown: &[Arc<ProcedureVersion>],
    drafts: &[Draft],
    today: Date,
) -> Table {
    let lang = entered.lang();
    let mut under_way: BTreeMap<&str, usize> = BTreeMap::new();
    for draft in drafts {
        *under_way.entry(draft.code.as_str()).or_default() += 1;
    }
    let row = |version: &Arc<ProcedureVersion>| {
        let versions = entered.ground.world.versions_of(&version.code);
        let since = version.in_force(today).then(|| date(version.valid_from));
        let scheduled = versions.iter().map(|v| v.valid_from).filter(|day| *day > today).min();
        let drafts = under_way.get(version.code.as_str());
        vec![
            Cell::link(procedure_name(lang, version), super::procedure::address(&version.code)),
            Cell::number(version.code.as_str()),
            Cell::text(field_name(lang, version)),
            Cell::text(tier(entered, version.tier)),
            Cell::number(since.unwrap_or_else(|| "—".to_owned())),
            Cell::number(scheduled.map_or_else(String::new, date)),
            Cell::number(drafts.map_or_else(String::new, usize::to_string)),
        ]
    };
    Table {
        caption: entered.pick("Thủ tục", "Procedures").to_owned(),
        heads: [
            ("Tên thủ tục", "Name"),
            ("Mã", "Code"),
            ("Lĩnh vực", "Field"),
            ("Cấp", "Tier"),
            ("Áp dụng từ", "In force since"),
            ("Sắp áp dụng", "Scheduled"),
            ("Bản thảo", "Drafts"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: shown.iter().map(row).collect(),
    }
}

/// The name of a tier.
pub fn tier(entered: &Entered, tier: Tier) -> &'static str {
    let (vi, en) = match tier {
        Tier::Commune => ("cấp xã", "commune"),
        Tier::City => ("cấp thành phố", "city"),
        Tier::Both => ("cả hai cấp", "both"),
    };
    entered.pick(vi, en)
}

/// Drafts as a table.
pub fn draft_table(entered: &Entered, drafts: &[Draft]) -> Table {
    let lang = entered.lang();
    let row = |draft: &Draft| {
        let at = Moment::from_unix_seconds(draft.updated_at.div_euclid(1000));
        vec![
            // A commune's variation has a page of its own, which its head may open too.
            Cell::link(
                draft.title.as_str(),
                match draft.unit {
                    Some(_) => super::variation::address(draft.id),
                    None => super::draft::address(draft.id),
                },
            ),
            Cell::number(draft.code.as_str()),
            Cell::text(capital(draft.state.label(words(lang)))),
            Cell::text(crate::present::officer(&entered.ground.world, draft.author)),
            Cell::number(when(lang, at)),
        ]
    };
    Table {
        caption: entered.pick("Bản thảo", "Drafts").to_owned(),
        heads: [
            ("Nội dung", "Subject"),
            ("Mã thủ tục", "Code"),
            ("Trạng thái", "State"),
            ("Người soạn", "Author"),
            ("Lần cuối", "Last touched"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows: drafts.iter().map(row).collect(),
    }
}
