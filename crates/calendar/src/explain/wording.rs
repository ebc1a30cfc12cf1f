//! The sentences of an explanation, Vietnamese and English.

use super::{Lang, Reason};
use crate::calendar::WorkCalendar;
use crate::date::Date;
use crate::moment::Moment;
use crate::rule::{CutoffEffect, StartRule};
use crate::source::DayKind;
use crate::term::Term;
use crate::wording;

/// One sentence for one reason.
pub(super) fn sentence(reason: &Reason, calendar: &WorkCalendar, lang: Lang) -> String {
    match lang {
        Lang::Vi => vietnamese(reason, calendar),
        Lang::En => english(reason, calendar),
    }
}

fn vietnamese(reason: &Reason, calendar: &WorkCalendar) -> String {
    match *reason {
        Reason::Received { at } => format!("Tiếp nhận hồ sơ lúc {}.", vi(at)),
        Reason::Term { term, start } => {
            let how = match (term, start) {
                (Term::WorkingMinutes(_), _) => "chỉ tính thời gian trong giờ làm việc, kể từ khi tiếp nhận",
                (_, StartRule::NextWorkingDay) => "không tính ngày tiếp nhận",
                (_, StartRule::SameDay) => "tính cả ngày tiếp nhận",
            };
            format!("Thời hạn giải quyết: {}, {how}.", term.label(Lang::Vi))
        }
        Reason::ReceivedWhileClosed { counts_for, .. } => {
            format!(
                "Tiếp nhận ngoài giờ làm việc nên được tính vào ngày làm việc tiếp theo, {}.",
                vi_day(counts_for)
            )
        }
        Reason::AfterCutoff { cutoff, effect: CutoffEffect::StartNextDay, day } => {
            format!(
                "Tiếp nhận sau {} nên được tính như tiếp nhận ngày {}.",
                wording::clock(Lang::Vi, cutoff),
                vi_day(day)
            )
        }
        Reason::AfterCutoff { cutoff, effect: CutoffEffect::DueNextDay, day } => {
            format!(
                "Tiếp nhận sau {} nên ngày trả kết quả chuyển sang ngày làm việc tiếp theo, {}.",
                wording::clock(Lang::Vi, cutoff),
                vi_day(day)
            )
        }
        Reason::Starts { at } => format!("Bắt đầu tính thời hạn từ {}.", vi(at)),
        Reason::MonthEnd { last } => {
            format!("Tháng cuối không có ngày tương ứng nên lấy ngày cuối tháng, {}.", vi_day(last))
        }
        Reason::RolledForward { last, to } => format!(
            "Ngày cuối của thời hạn, {}, là ngày nghỉ nên thời hạn kết thúc vào ngày làm việc tiếp theo, {}.",
            vi_day(last),
            vi_day(to)
        ),
        Reason::Paused { from, to, minutes, due } => format!(
            "Tạm dừng từ {} đến {}: {} không tính vào thời hạn; hạn mới {}.",
            vi(from),
            vi(to),
            worked(minutes, Lang::Vi),
            vi(due)
        ),
        Reason::PausedDays { from, to, left, due } => format!(
            "Tạm dừng từ {} đến {}: còn lại {left} ngày, tính tiếp từ khi hết tạm dừng; hạn mới {}.",
            vi(from),
            vi(to),
            vi(due)
        ),
        Reason::Restarted { at, due } => {
            format!("Thời hạn được tính lại từ đầu khi hết tạm dừng lúc {}; hạn mới {}.", vi(at), vi(due))
        }
        Reason::PauseTooLate { from } => {
            format!("Lần tạm dừng từ {} bắt đầu sau khi đã hết hạn nên không làm thay đổi hạn.", vi(from))
        }
        Reason::PauseOpen { from } => {
            format!("Đang tạm dừng từ {}; hạn trả sẽ được tính lại khi hết tạm dừng.", vi(from))
        }
        Reason::Extended { by, from, due } => {
            format!("Gia hạn thêm {} kể từ hạn {}; hạn mới {}.", by.label(Lang::Vi), vi(from), vi(due))
        }
        Reason::ExtensionTooLate { at } => {
            format!("Việc gia hạn lúc {} diễn ra sau khi đã hết hạn nên không làm thay đổi hạn.", vi(at))
        }
        Reason::WeeklyRest { count, from, to } => {
            format!("Không tính {count} ngày nghỉ hằng tuần ({}).", vi_days(from, to))
        }
        Reason::DayOff { from, to, kind } => {
            let name =
                calendar.note_names(from).map_or_else(|| kind_vi(kind).to_owned(), |(vi, _)| vi.to_owned());
            format!("Không tính {}: {name}.", vi_days(from, to))
        }
        Reason::WorkedRestDay { date } => {
            format!("Có tính {}: ngày làm việc bù theo lịch hoán đổi.", vi_day(date))
        }
        Reason::SpecialHours { date } => format!("Có tính {}, làm việc theo giờ riêng.", vi_day(date)),
        Reason::Provisional { date } => {
            format!("Lịch nghỉ từ {} là tạm tính, có thể thay đổi theo thông báo của Nhà nước.", vi_day(date))
        }
        Reason::Due { at } => format!("Hạn trả kết quả: {}.", vi(at)),
    }
}

fn english(reason: &Reason, calendar: &WorkCalendar) -> String {
    match *reason {
        Reason::Received { at } => format!("Received at {}.", en(at)),
        Reason::Term { term, start } => {
            let how = match (term, start) {
                (Term::WorkingMinutes(_), _) => "office hours only, counted from receipt",
                (_, StartRule::NextWorkingDay) => "the day of receipt is not counted",
                (_, StartRule::SameDay) => "the day of receipt is counted",
            };
            format!("Time limit: {term}; {how}.")
        }
        Reason::ReceivedWhileClosed { counts_for, .. } => {
            format!(
                "Received outside office hours, so it counts for the next working day, {}.",
                en_day(counts_for)
            )
        }
        Reason::AfterCutoff { cutoff, effect: CutoffEffect::StartNextDay, day } => {
            format!(
                "Received after {}, so it counts as received on {}.",
                wording::clock(Lang::En, cutoff),
                en_day(day)
            )
        }
        Reason::AfterCutoff { cutoff, effect: CutoffEffect::DueNextDay, day } => {
            format!(
                "Received after {}, so the due day moves one working day on, to {}.",
                wording::clock(Lang::En, cutoff),
                en_day(day)
            )
        }
        Reason::Starts { at } => format!("The clock starts at {}.", en(at)),
        Reason::MonthEnd { last } => {
            format!("The last month has no such day, so its last day is taken, {}.", en_day(last))
        }
        Reason::RolledForward { last, to } => format!(
            "The last day, {}, is a day off, so the limit ends on the next working day, {}.",
            en_day(last),
            en_day(to)
        ),
        Reason::Paused { from, to, minutes, due } => format!(
            "Paused from {} to {}: {} not counted; new due time {}.",
            en(from),
            en(to),
            worked(minutes, Lang::En),
            en(due)
        ),
        Reason::PausedDays { from, to, left, due } => format!(
            "Paused from {} to {}: the {left} day{} left are counted on from the end of the pause; new due time {}.",
            en(from),
            en(to),
            if left == 1 { "" } else { "s" },
            en(due)
        ),
        Reason::Restarted { at, due } => {
            format!("The limit started afresh when the pause ended at {}; new due time {}.", en(at), en(due))
        }
        Reason::PauseTooLate { from } => {
            format!("The pause from {} began after the due time, so it changes nothing.", en(from))
        }
        Reason::PauseOpen { from } => {
            format!("Paused since {}; the due time will be worked out again when the pause ends.", en(from))
        }
        Reason::Extended { by, from, due } => {
            format!("Extended by {by} from the due time {}; new due time {}.", en(from), en(due))
        }
        Reason::ExtensionTooLate { at } => {
            format!("The extension of {} came after the due time, so it changes nothing.", en(at))
        }
        Reason::WeeklyRest { count, from, to } => {
            let noun = if count == 1 { "weekly rest day" } else { "weekly rest days" };
            format!("Not counted: {count} {noun} ({}).", en_days(from, to))
        }
        Reason::DayOff { from, to, kind } => {
            let name =
                calendar.note_names(from).map_or_else(|| kind_en(kind).to_owned(), |(_, en)| en.to_owned());
            format!("Not counted: {}, {name}.", en_days(from, to))
        }
        Reason::WorkedRestDay { date } => {
            format!("Counted: {}, worked in exchange for a day off.", en_day(date))
        }
        Reason::SpecialHours { date } => format!("Counted: {}, open at special hours.", en_day(date)),
        Reason::Provisional { date } => {
            format!(
                "Days off from {} are provisional: an official notice may still change them.",
                en_day(date)
            )
        }
        Reason::Due { at } => format!("Due: {}.", en(at)),
    }
}

fn vi(at: Moment) -> String {
    wording::moment(Lang::Vi, at)
}

fn vi_day(date: Date) -> String {
    wording::day(Lang::Vi, date)
}

fn vi_days(from: Date, to: Date) -> String {
    if from == to { vi_day(from) } else { format!("từ {} đến {}", vi_day(from), vi_day(to)) }
}

fn en(at: Moment) -> String {
    wording::moment(Lang::En, at)
}

fn en_day(date: Date) -> String {
    wording::day(Lang::En, date)
}

fn en_days(from: Date, to: Date) -> String {
    if from == to { en_day(from) } else { format!("{} to {}", en_day(from), en_day(to)) }
}

/// Working minutes as hours and minutes.
fn worked(minutes: u32, lang: Lang) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (lang, hours, rest) {
        (Lang::Vi, 0, rest) => format!("{rest} phút làm việc"),
        (Lang::Vi, hours, 0) => format!("{hours} giờ làm việc"),
        (Lang::Vi, hours, rest) => format!("{hours} giờ {rest} phút làm việc"),
        (Lang::En, 0, rest) => format!("{rest} min of working time"),
        (Lang::En, hours, 0) => format!("{hours} h of working time"),
        (Lang::En, hours, rest) => format!("{hours} h {rest} min of working time"),
    }
}

fn kind_vi(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "ngày làm việc",
        DayKind::WeeklyRest => "ngày nghỉ hằng tuần",
        DayKind::Holiday => "ngày nghỉ lễ, tết",
        DayKind::MakeupOff => "ngày nghỉ bù",
        DayKind::SwapOff => "ngày nghỉ hoán đổi",
        DayKind::SwapWork => "ngày làm việc bù",
        DayKind::SpecialOff => "ngày nghỉ theo quyết định",
        DayKind::SpecialHours => "ngày làm việc theo giờ riêng",
    }
}

fn kind_en(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working day",
        DayKind::WeeklyRest => "weekly rest day",
        DayKind::Holiday => "public holiday",
        DayKind::MakeupOff => "day off in lieu",
        DayKind::SwapOff => "swapped day off",
        DayKind::SwapWork => "worked rest day",
        DayKind::SpecialOff => "closed by decision",
        DayKind::SpecialHours => "day with special hours",
    }
}
