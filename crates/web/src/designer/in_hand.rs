//! The dossiers in hand of a procedure: the ways to pass them on, and what a draft would mean for them.

use super::Entered;
use super::passing::{address, applies};
use crate::present::words;
use motcua_app::migration::Migrated;
use motcua_calendar::Date;
use motcua_domain::ids::{ProcedureCode, VersionId};
use motcua_store::procedures::InHand;
use motcua_views::designer::{Block, Cell, Item, Table};
use motcua_views::format::count;

/// The ways from older versions with dossiers in hand to the one in force and those to come.
pub(super) fn ways(
    entered: &Entered,
    code: &ProcedureCode,
    in_hand: &[InHand],
    today: Date,
) -> Vec<(VersionId, u64, Vec<VersionId>)> {
    let versions = entered.ground.world.versions_of(code);
    let in_force = applies(entered, code, today);
    let targets: Vec<VersionId> = versions
        .iter()
        .filter(|version| Some(version.id) == in_force || version.valid_from > today)
        .map(|version| version.id)
        .collect();
    let mut ways: Vec<(VersionId, u64, Vec<VersionId>)> = Vec::new();
    for line in in_hand {
        match ways.iter_mut().find(|(version, ..)| *version == line.version) {
            Some((_, sum, _)) => *sum += line.count,
            None => ways.push((line.version, line.count, Vec::new())),
        }
    }
    for (from, _, to) in &mut ways {
        let begun =
            |id: VersionId| versions.iter().find(|version| version.id == id).map(|v| (v.valid_from, v.id));
        to.extend(targets.iter().filter(|target| begun(**target) > begun(*from)));
    }
    ways
}

/// The dossiers in hand of each version, with the way to pass them on.
pub(super) fn ways_block(
    entered: &Entered,
    code: &ProcedureCode,
    in_hand: &[InHand],
    today: Date,
) -> Option<Block> {
    let lang = entered.lang();
    let mut rows = Vec::new();
    for (from, sum, to) in ways(entered, code, in_hand, today) {
        let name = format!("{} {from}", entered.pick("Phiên bản", "Version"));
        let first = |name: &str| vec![Cell::text(name), Cell::number(count(lang, sum))];
        if to.is_empty() {
            rows.push([first(&name), vec![Cell::text("—")]].concat());
        }
        for target in to {
            let text = entered
                .pick("Xem hồ sơ nào chuyển được sang phiên bản {}", "See which can pass to version {}")
                .replace("{}", &target.to_string());
            rows.push([first(&name), vec![Cell::link(text, address(code, from, target))]].concat());
        }
    }
    if rows.is_empty() {
        return None;
    }
    Some(Block::Table(Table {
        caption: entered
            .pick("Hồ sơ đang giải quyết theo phiên bản", "Dossiers in hand by version")
            .to_owned(),
        heads: [
            ("Phiên bản", "Version"),
            ("Hồ sơ đang giải quyết", "Dossiers in hand"),
            ("Chuyển phiên bản", "Pass on"),
        ]
        .map(|(vi, en)| entered.pick(vi, en).to_owned())
        .into(),
        rows,
    }))
}

/// What a draft would mean for dossiers in hand, were it in force: who could pass, who would stay, for each version.
pub(super) fn forecast(entered: &Entered, forecast: &[(VersionId, Migrated)]) -> Option<Block> {
    let lang = entered.lang();
    let item = |(version, outlook): &(VersionId, Migrated)| {
        let text = entered
            .pick(
                "Phiên bản {v}: khi bản thảo này có hiệu lực, {p} hồ sơ có thể chuyển sang theo quy tắc, {s} hồ sơ ở lại.",
                "Version {v}: once this draft is in force, {p} could pass to it by the rule, {s} would stay.",
            )
            .replace("{v}", &version.to_string())
            .replace("{p}", &count(lang, outlook.passed))
            .replace("{s}", &count(lang, outlook.stay() + outlook.aside));
        let reasons: Vec<String> = outlook
            .staying
            .iter()
            .map(|staying| {
                format!("{}: {}", count(lang, staying.count), staying.refusal.message(words(lang)))
            })
            .collect();
        Item { note: Some(reasons.join(" ")).filter(|note| !note.is_empty()), ..Item::plain(text) }
    };
    (!forecast.is_empty()).then(|| Block::List(forecast.iter().map(item).collect()))
}
