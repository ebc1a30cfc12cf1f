//! Words that several checks use.

use crate::surroundings::Surroundings;
use motcua_calendar::{Lang, STANDARD_DAY_MINUTES, Term};
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::ids::UnitId;
use motcua_domain::procedure::{BranchStep, Channel, ProcedureVersion, Situation, Step, StepPlace};

/// How many units, situations or words are listed before "and others".
pub(super) const LISTED_MAX: usize = 10;

/// A text in both languages.
pub(super) type Both = (String, String);

/// `Bước 2 “Thẩm định”`, `Step 2 “Appraise”`.
pub(super) fn step(index: usize, step: &Step) -> Both {
    let english = if step.name_en.is_empty() { &step.name } else { &step.name_en };
    (format!("Bước {} “{}”", index + 1, step.name), format!("Step {} “{}”", index + 1, english))
}

/// `bước 2 của nhánh “Ký”`, `step 2 of the branch “Sign”`.
pub(super) fn branch_step(at: usize, step: &BranchStep) -> Both {
    let english = if step.name_en.is_empty() { &step.name } else { &step.name_en };
    (
        format!("bước {} của nhánh “{}”", at + 1, step.name),
        format!("step {} of the branch “{english}”", at + 1),
    )
}

/// Where a step is done.
pub(super) fn place(place: StepPlace, around: &Surroundings<'_>) -> Both {
    let said = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    match place {
        StepPlace::ReceivedAt => said("nơi tiếp nhận", "the counter of receipt"),
        StepPlace::Competent => said("cơ quan có thẩm quyền", "the competent agency"),
        StepPlace::Commune => said("xã, phường liên quan", "the commune concerned"),
        StepPlace::ReturnAt => said("nơi trả kết quả", "the counter of return"),
        StepPlace::Agency(id) => {
            let name = unit(id, around);
            (name.clone(), name)
        }
    }
}

/// The short name of a unit.
pub(super) fn unit(id: UnitId, around: &Surroundings<'_>) -> String {
    around.units.get(id).map_or_else(|| format!("#{id}"), |unit| unit.short_name.clone())
}

/// Some units by name, then how many more.
pub(super) fn units(ids: &[UnitId], around: &Surroundings<'_>) -> Both {
    let names: Vec<String> = ids.iter().take(LISTED_MAX).map(|id| unit(*id, around)).collect();
    list(&names, ids.len())
}

/// A list cut short: `total` is how many there are.
pub(super) fn list(named: &[String], total: usize) -> Both {
    let joined = named.join(", ");
    match total.saturating_sub(named.len()) {
        0 => (joined.clone(), joined),
        more => (format!("{joined} và {more} nơi khác"), format!("{joined} and {more} more")),
    }
}

/// Working minutes as days where they are whole days, else as hours.
pub(crate) fn minutes(minutes: u64, lang: Lang) -> String {
    let day = u64::from(STANDARD_DAY_MINUTES);
    let term = |count: u64, of: fn(u32) -> Term| of(u32::try_from(count).unwrap_or(u32::MAX));
    match minutes {
        0 => if lang == Lang::Vi { "0 phút" } else { "nothing" }.to_owned(),
        n if n % day == 0 => term(n / day, Term::WorkingDays).label(lang),
        n => term(n, Term::WorkingMinutes).label(lang),
    }
}

/// The facts of a situation that tell it from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Telling {
    pub case: bool,
    pub channel: bool,
    pub finding: bool,
    pub outcome: bool,
}

/// A situation in words; empty when nothing tells it apart.
pub(super) fn situation(version: &ProcedureVersion, s: &Situation<'_>, telling: Telling) -> Both {
    let (mut vi, mut en): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    if telling.case
        && let Some(case) = s.case.and_then(|key| version.case(key))
    {
        vi.push(format!("trường hợp “{}”", case.name));
        let english = if case.name_en.is_empty() { &case.name } else { &case.name_en };
        en.push(format!("case “{english}”"));
    }
    if telling.channel
        && let Some(channel) = s.channel
    {
        let (name_vi, name_en) = channel_name(channel);
        vi.push(format!("nộp {name_vi}"));
        en.push(format!("channel “{name_en}”"));
    }
    if telling.finding {
        let (said_vi, said_en) = match s.finding {
            Some(Finding::Meets) => ("thẩm định đủ điều kiện", "conditions met"),
            Some(Finding::DoesNotMeet) => ("thẩm định không đủ điều kiện", "conditions not met"),
            Some(Finding::NeedsChecks) => ("cần xác minh thêm", "further checks needed"),
            None => ("chưa ghi kết luận thẩm định", "no appraisal on record"),
        };
        vi.push(said_vi.to_owned());
        en.push(said_en.to_owned());
    }
    if telling.outcome
        && let Some(outcome) = s.decided.or(s.proposed)
    {
        let (said_vi, said_en) = match outcome {
            Outcome::Grant => ("đồng ý giải quyết", "granted"),
            Outcome::Refuse => ("từ chối giải quyết", "refused"),
        };
        vi.push(said_vi.to_owned());
        en.push(said_en.to_owned());
    }
    (vi.join(", "), en.join(", "))
}

/// How a dossier comes, after "nộp" or "nhận hồ sơ", and the name of the channel in English.
pub(super) fn channel_name(channel: Channel) -> (&'static str, &'static str) {
    let vi = match channel {
        Channel::Counter => "trực tiếp tại quầy",
        Channel::Online => "trực tuyến",
        Channel::Post => "qua bưu chính công ích",
    };
    (vi, channel.label(Lang::En))
}

/// With a capital letter at its beginning.
pub(super) fn sentence(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
