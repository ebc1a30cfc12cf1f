//! How much: the fee of the situation in words, and the rules behind it.

use super::Ground;
use super::choice::own;
use crate::present::{capital, day, pick, words};
use motcua_calendar::Date;
use motcua_domain::ids::CaseKey;
use motcua_domain::procedure::fee::{self, FeeKind, FeeRule, FeeSituation, IdentityLevel, Payer};
use motcua_domain::procedure::{Channel, ProcedureVersion};
use motcua_views::Lang;
use motcua_views::format::money;
use motcua_views::portal::FeeLine;

fn amount(lang: Lang, amount: u64) -> String {
    if amount == 0 { pick(lang, "Không thu phí", "Free").to_owned() } else { money(lang, amount) }
}

/// The fee of an ordinary payer in the situation told, by channel where channels differ.
pub(super) fn summary(g: &Ground<'_>) -> String {
    fee_in_words(g.lang, g.version, g.today, (g.chosen.case_key(), g.chosen.channel))
}

/// The fee of an ordinary payer in a case and by a channel, by every channel where none is chosen.
pub(crate) fn fee_in_words(
    lang: Lang,
    version: &ProcedureVersion,
    today: Date,
    (case, channel): (Option<&CaseKey>, Option<Channel>),
) -> String {
    let of = |channel| {
        let situation = FeeSituation { channel, case, payer: None, identity: None, on: Some(today) };
        fee::applying(&version.fees, &situation).map(|rule| rule.amount)
    };
    let channels: Vec<Channel> =
        version.channels.iter().copied().filter(|c| channel.is_none_or(|chosen| chosen == *c)).collect();
    let known: Vec<(Channel, u64)> = channels.iter().filter_map(|c| Some((*c, of(*c)?))).collect();
    match known.as_slice() {
        [] if version.fees.is_empty() && !version.provisional.fee => {
            pick(lang, "Không thu phí", "Free").to_owned()
        }
        [] if version.fees.is_empty() => pick(lang, "Chưa có thông tin", "Not published").to_owned(),
        [] => pick(lang, "Tùy đối tượng, xem bảng dưới đây", "It depends on the payer, see the table")
            .to_owned(),
        [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other == first) => amount(lang, *first),
        several => {
            let each =
                several.iter().map(|(c, sum)| format!("{} ({})", amount(lang, *sum), c.label(words(lang))));
            each.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The rules that may apply in the situation told, today or later.
pub(super) fn rules(g: &Ground<'_>) -> Vec<FeeLine> {
    let fits = |rule: &&FeeRule| {
        let case =
            rule.case.as_ref().is_none_or(|case| g.chosen.case_key().is_none_or(|chosen| chosen == case));
        let channel = rule.channel.is_none_or(|c| g.chosen.channel.is_none_or(|chosen| chosen == c));
        case && channel && rule.to.is_none_or(|last| g.today <= last)
    };
    g.version.fees.iter().filter(fits).map(|rule| line(g, rule)).collect()
}

fn line(g: &Ground<'_>, rule: &FeeRule) -> FeeLine {
    let case = rule.case.as_ref().and_then(|key| g.version.case(key));
    let case = case.map(|case| own(g.lang, &case.name, &case.name_en).to_owned());
    let channel = rule.channel.map(|channel| channel.label(words(g.lang)).to_owned());
    let payer = rule.payer.map(|payer| payer_name(g.lang, payer).to_owned());
    let identity = rule.identity.map(|level| identity_name(g.lang, level).to_owned());
    let of: Vec<String> = [case, channel, payer, identity].into_iter().flatten().collect();
    let of = if of.is_empty() {
        pick(g.lang, "Mọi trường hợp", "Every case").to_owned()
    } else {
        of.join(", ")
    };
    let (from, to) = (pick(g.lang, "từ", "from"), pick(g.lang, "đến hết", "until"));
    let from = rule.from.map(|first| format!("{from} {}", day(g.lang, first)));
    let to = rule.to.map(|last| format!("{to} {}", day(g.lang, last)));
    FeeLine {
        of: capital(&of),
        kind: match rule.kind {
            FeeKind::Fee => pick(g.lang, "phí", "fee"),
            FeeKind::Charge => pick(g.lang, "lệ phí", "charge"),
        },
        amount: amount(g.lang, rule.amount),
        period: [from, to].into_iter().flatten().collect::<Vec<_>>().join(" "),
        basis: rule.basis.clone().unwrap_or_default(),
    }
}

fn payer_name(lang: Lang, payer: Payer) -> &'static str {
    match payer {
        Payer::Citizen => pick(lang, "công dân Việt Nam", "Vietnamese citizens"),
        Payer::Foreigner => pick(lang, "người nước ngoài", "foreigners"),
        Payer::Organisation => pick(lang, "tổ chức, doanh nghiệp", "organisations and businesses"),
        Payer::Exempt => pick(
            lang,
            "người được miễn theo quy định (trẻ em, người cao tuổi, hộ nghèo, người khuyết tật, người có công)",
            "those exempt by law (children, elderly, poor households, persons with disability, people with merit)",
        ),
    }
}

fn identity_name(lang: Lang, level: IdentityLevel) -> &'static str {
    match level {
        IdentityLevel::One => {
            pick(lang, "đăng nhập bằng định danh mức 1 trở lên", "signed in with identity level 1 or higher")
        }
        IdentityLevel::Two => pick(lang, "đăng nhập bằng định danh mức 2", "signed in with identity level 2"),
    }
}
