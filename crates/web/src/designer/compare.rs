//! `/desk/designer/drafts/{id}/compare`: what the draft changes, section by section, in sentences.

use super::draft::{self, OnDraft, Side};
use crate::page::html;
use crate::present::{date, words};
use crate::problem::Result;
use motcua_domain::ids::VersionId;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::compare::{Change, ChangeKind, compare};
use motcua_views::designer::{Block, Item, Query};
use motcua_views::{Choice, Field, FieldKind};

/// `/desk/designer/drafts/{id}/compare?with=`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, query } = on;
    let (world, lang) = (&entered.ground.world, words(entered.lang()));
    let asked = query.get("with").parse().ok().map(VersionId);
    let chosen = asked.and_then(|id| world.version(id)).filter(|version| version.code == view.draft.code);
    let today = web.app.now().date();
    let in_force = world.versions_of(&view.draft.code).iter().any(|version| version.in_force(today));
    let made_from = view.content.variant.and_then(|made| world.version(made.of));
    let against = chosen.or(made_from).or_else(|| world.version_for(&view.draft.code, today));
    let Some(old) = against else {
        let text = entered.pick(
            "Thủ tục mới, chưa có phiên bản nào để đối chiếu.",
            "A new procedure: there is no version to compare with.",
        );
        let blocks = vec![Block::Text(text.to_owned())];
        return Ok(html(draft::report(&web, &entered, &view, Side::Compare, blocks).render()));
    };
    // The first day is chosen at publication; before that it says nothing.
    let new = ProcedureVersion { valid_from: old.valid_from, ..view.content.clone() };
    let comparison = compare(old, &new, &world.units);
    let mut blocks = Vec::new();
    let name = format!(
        "{} {}, {} {}",
        entered.pick("phiên bản", "version"),
        old.id,
        entered.pick("áp dụng từ", "valid from"),
        date(old.valid_from)
    );
    let text = if comparison.is_empty() {
        format!("{} {name}.", entered.pick("Bản thảo không khác", "The draft does not differ from"))
    } else {
        let said = entered.pick("Số thay đổi so với", "Changes against");
        format!("{said} {name}: {}.", comparison.changes.len())
    };
    blocks.push(Block::Text(text));
    for (section, changes) in comparison.sections() {
        blocks.push(Block::Heading(section.label(lang).to_owned()));
        let item = |change: &&Change| Item {
            label: Some(kind(&entered, change.kind).to_owned()),
            ..Item::plain(change.text(lang))
        };
        blocks.push(Block::List(changes.iter().map(item).collect()));
    }
    let mut page = draft::report(&web, &entered, &view, Side::Compare, blocks);
    let versions = world.versions_of(&view.draft.code);
    if versions.len() > 1 || !in_force {
        let label = |version: &ProcedureVersion| {
            format!(
                "{} {}, {} {}",
                entered.pick("Phiên bản", "Version"),
                version.id,
                entered.pick("từ", "from"),
                date(version.valid_from)
            )
        };
        let choices =
            versions.iter().rev().map(|version| Choice::new(version.id.to_string(), label(version)));
        let choices = choices.map(|choice| choice.chosen_if(&old.id.to_string())).collect();
        page.query = Some(Query {
            action: format!("{}/{}", draft::address(view.draft.id), Side::Compare.key()),
            fields: vec![Field::new(
                "with",
                entered.pick("Đối chiếu với", "Compare with"),
                FieldKind::Select(choices),
            )],
            submit: entered.pick("Đối chiếu", "Compare").to_owned(),
        });
    }
    Ok(html(page.render()))
}

fn kind(entered: &super::Entered, kind: ChangeKind) -> &'static str {
    let (vi, en) = match kind {
        ChangeKind::Added => ("Thêm", "Added"),
        ChangeKind::Removed => ("Bỏ", "Removed"),
        ChangeKind::Changed => ("Đổi", "Changed"),
    };
    entered.pick(vi, en)
}
