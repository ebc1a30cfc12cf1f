//! What communes may vary, and whether a variation keeps inside it.

use super::codes::*;
use super::say;
use super::sink::{Sink, at_step, whole};
use crate::finding::Place;
use crate::surroundings::Surroundings;
use motcua_calendar::Lang::{En, Vi};
use motcua_domain::procedure::ProcedureVersion;
use motcua_domain::procedure::variation::{LimitFault, check as excesses, faults};

pub(super) fn check(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    for fault in faults(version) {
        let (place, (vi, en)) = said(version, &fault);
        sink.add(
            VARIATION_LIMITS,
            place,
            format!("{}.", say::sentence(&vi)),
            format!("{}.", say::sentence(&en)),
        );
    }
    let Some(made) = version.variant else { return };
    let there = around.units.get(made.unit);
    if !there.is_some_and(|unit| unit.kind.is_commune() && !unit.life.has_ended(version.valid_from)) {
        let (vi, en) = (
            "Biến thể của một đơn vị không phải xã, phường đang hoạt động.",
            "The variation is of a unit that is no commune of the city.",
        );
        sink.add(UNIT_UNKNOWN, whole("variation"), vi, en);
    }
    let Some(base) = around.base.filter(|base| base.id == made.of) else {
        let vi = format!("Phiên bản {} của thành phố không còn và sẽ không được áp dụng.", made.of);
        let en = format!("Version {} of the city does not apply any more, nor will it.", made.of);
        sink.add(VARIATION_BASE_ENDED, whole("variation"), vi, en);
        return;
    };
    for excess in excesses(base, version) {
        // Steps of the city are not where the commune's are once one is left out: the sentence names the step.
        let own = excess.step().and_then(|at| base.steps.get(at)).and_then(|step| {
            version.steps.iter().position(|own| !step.key.is_empty() && own.key == step.key)
        });
        let place = own.map_or(whole("variation"), at_step);
        sink.add(VARIATION_OUTSIDE, place, excess.message(base, Vi), excess.message(base, En));
    }
}

/// Where a fault of the limits stands, and what it is.
fn said(version: &ProcedureVersion, fault: &LimitFault) -> (Place, say::Both) {
    let texts = |vi: &str, en: &str| (vi.to_owned(), en.to_owned());
    let (entry, (vi, en)) = match fault {
        LimitFault::NotOfCommunes => (
            None,
            texts("thủ tục không do xã, phường giải quyết", "the procedure is not decided by communes"),
        ),
        LimitFault::OfVariation => (
            None,
            texts("biến thể không đặt giới hạn cho biến thể khác", "a variation sets no limits itself"),
        ),
        LimitFault::NotSound => (
            None,
            texts(
                "bỏ hết các bước được phép bỏ thì hồ sơ không đi đến kết quả",
                "without all the steps that may be left out the flow leads to no result",
            ),
        ),
        LimitFault::Cutoff => (
            None,
            texts(
                "khoảng giờ chốt nhận không chứa giờ của thành phố, hoặc thủ tục không có giờ chốt",
                "the span of the cut-off does not hold the city's hour, or the procedure has none",
            ),
        ),
        LimitFault::StepUnknown(at) => (
            Some(at),
            texts("không có đúng một bước mang mã này", "there is not exactly one step of this key"),
        ),
        LimitFault::StepTwice(at) => (Some(at), texts("bước được nêu hai lần", "the step is named twice")),
        LimitFault::StepElsewhere(at) => {
            (Some(at), texts("bước không làm tại xã, phường", "the step is not done at the commune"))
        }
        LimitFault::Nothing(at) => {
            (Some(at), texts("không mở gì cho xã, phường", "nothing is opened to communes"))
        }
        LimitFault::Budget(at) => (
            Some(at),
            texts(
                "khoảng thời gian không cùng loại, ngược, hoặc không chứa thời gian của thành phố",
                "the span of budgets is of two kinds, reversed, or does not hold the city's budget",
            ),
        ),
        LimitFault::Floor(at) => (
            Some(at),
            texts(
                "khoảng số phút tối thiểu ngược, hoặc không chứa số của thành phố",
                "the span of least times is reversed, or does not hold the city's",
            ),
        ),
        LimitFault::Role(at) => (
            Some(at),
            texts(
                "vai trò không giải quyết hồ sơ, hoặc là của bước duyệt, ký",
                "the role does not work on dossiers, or the step is the decision",
            ),
        ),
        LimitFault::LeaveOut(at) => (
            Some(at),
            texts(
                "chỉ bước phân công hoặc xem xét, không có hướng đi riêng, được phép bỏ",
                "only an assignment or a review without routes may be left out",
            ),
        ),
    };
    let limits = entry.and_then(|at: &usize| version.limits.steps.get(*at));
    let step = limits.and_then(|limits| version.steps.iter().position(|step| step.key == limits.step));
    let key = limits.map(|limits| limits.step.as_str()).unwrap_or_default();
    match step {
        Some(at) => {
            let (step_vi, step_en) = say::step(at, &version.steps[at]);
            (whole("variation"), (format!("{step_vi}: {vi}"), format!("{step_en}: {en}")))
        }
        None if entry.is_some() => (whole("variation"), (format!("“{key}”: {vi}"), format!("“{key}”: {en}"))),
        None => (whole("variation"), (vi, en)),
    }
}
