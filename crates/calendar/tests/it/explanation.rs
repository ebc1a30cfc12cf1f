//! Explanations: the same reasons in two languages, complete, and kept as data.

use motcua_calendar::{
    Cutoff, CutoffEffect, DayKind, DueRequest, Explanation, Lang, Moment, Pause, PausePolicy, Reason,
    StartRule, Term, TermRule, WorkCalendar,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::data;
use crate::histories::History;

fn at(text: &str) -> Moment {
    Moment::parse(text).expect("a moment")
}

fn city() -> WorkCalendar {
    data::source().compile(None).expect("the source is sound")
}

fn same_day(term: Term) -> TermRule {
    let cutoff = Cutoff { at: "15:00".parse().expect("a clock time"), effect: CutoffEffect::StartNextDay };
    TermRule { term, start: StartRule::SameDay, cutoff: Some(cutoff), policy: PausePolicy::PauseAndShift }
}

#[test]
fn the_cut_off_and_the_worked_saturday_are_told_in_both_languages() {
    let calendar = city();
    let rule = same_day(Term::WorkingDays(3));
    let request = DueRequest { received: at("2025-04-25T15:30"), rule: &rule, pauses: &[], extension: None };
    let due = calendar.due(&request).expect("a due date");
    assert_eq!(due.at.rfc3339(), "2025-04-29T17:00:00+07:00");
    let vietnamese = [
        "Tiếp nhận hồ sơ lúc 15 giờ 30, thứ Sáu 25/4/2025.",
        "Thời hạn giải quyết: 3 ngày làm việc, tính cả ngày tiếp nhận.",
        "Tiếp nhận sau 15 giờ nên được tính như tiếp nhận ngày 26/4/2025.",
        "Bắt đầu tính thời hạn từ 8 giờ, thứ Bảy 26/4/2025.",
        "Có tính 26/4/2025: ngày làm việc bù theo lịch hoán đổi.",
        "Không tính 1 ngày nghỉ hằng tuần (từ 26/4/2025 đến 29/4/2025).",
        "Hạn trả kết quả: 17 giờ, thứ Ba 29/4/2025.",
    ];
    let english = [
        "Received at 15:30, Friday 25 April 2025.",
        "Time limit: 3 working days; the day of receipt is counted.",
        "Received after 15:00, so it counts as received on 26 April 2025.",
        "The clock starts at 8:00, Saturday 26 April 2025.",
        "Counted: 26 April 2025, worked in exchange for a day off.",
        "Not counted: 1 weekly rest day (26 April 2025 to 29 April 2025).",
        "Due: 17:00, Tuesday 29 April 2025.",
    ];
    assert_eq!(due.explanation.lines(&calendar, Lang::Vi), vietnamese);
    assert_eq!(due.explanation.lines(&calendar, Lang::En), english);
}

#[test]
fn tet_is_named_once_and_its_weekends_are_counted_apart() {
    let calendar = city();
    let rule = TermRule { start: StartRule::NextWorkingDay, cutoff: None, ..same_day(Term::WorkingDays(1)) };
    let request = DueRequest { received: at("2026-02-13T09:00"), rule: &rule, pauses: &[], extension: None };
    let explanation = calendar.due(&request).expect("a due date").explanation;
    let lines = explanation.lines(&calendar, Lang::Vi);
    assert!(lines.contains(&"Không tính từ 16/2/2026 đến 20/2/2026: Tết Nguyên đán Bính Ngọ.".to_owned()));
    let tet = Reason::DayOff {
        from: at("2026-02-16T00:00").date(),
        to: at("2026-02-20T00:00").date(),
        kind: DayKind::Holiday,
    };
    assert!(explanation.reasons().contains(&tet));
    let four_rest_days = |reason: &Reason| matches!(reason, Reason::WeeklyRest { count: 4, .. });
    assert!(explanation.reasons().iter().any(four_rest_days), "{explanation:?}");
}

#[test]
fn a_rolled_last_day_says_why_and_a_date_beyond_the_notices_is_provisional() {
    let calendar = city();
    let rule =
        TermRule { start: StartRule::NextWorkingDay, cutoff: None, ..same_day(Term::CalendarDays(30)) };
    let request = DueRequest { received: at("2027-01-07T09:00"), rule: &rule, pauses: &[], extension: None };
    let due = calendar.due(&request).expect("a due date");
    let lines = due.explanation.lines(&calendar, Lang::En);
    assert!(
        lines.iter().any(|line| line.starts_with("The last day, 6 February 2027, is a day off")),
        "{lines:?}"
    );
    assert!(lines.iter().any(|line| line.contains("Lunar New Year (Đinh Mùi)")), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.starts_with("Days off from 1 January 2027 are provisional")),
        "{lines:?}"
    );
}

#[test]
fn every_explanation_is_complete_in_both_languages_and_survives_storage() {
    let calendar = city();
    let mut random = ChaCha8Rng::seed_from_u64(21);
    for _ in 0..3_000 {
        let history = History::random(&mut random, &calendar);
        let due = calendar.due(&history.request()).expect("a due date");
        let reasons = due.explanation.reasons();
        assert_eq!(reasons.first(), Some(&Reason::Received { at: history.received }));
        assert_eq!(reasons.last(), Some(&Reason::Due { at: due.at }));
        for lang in [Lang::Vi, Lang::En] {
            let lines = due.explanation.lines(&calendar, lang);
            assert_eq!(lines.len(), reasons.len());
            for line in lines {
                assert!(line.ends_with('.') && !line.contains("  "), "{line:?}");
            }
        }
        let json = serde_json::to_string(&due.explanation).expect("json");
        assert_eq!(serde_json::from_str::<Explanation>(&json).expect("json"), due.explanation);
    }
}

#[test]
fn an_open_pause_is_told_and_marks_the_due_date() {
    let calendar = city();
    let rule = same_day(Term::WorkingDays(3));
    let pauses = [Pause { from: at("2025-03-04T09:30"), to: None }];
    let request =
        DueRequest { received: at("2025-03-03T09:00"), rule: &rule, pauses: &pauses, extension: None };
    let due = calendar.due(&request).expect("a due date");
    assert!(due.paused);
    let lines = due.explanation.lines(&calendar, Lang::Vi);
    let told = "Đang tạm dừng từ 9 giờ 30, thứ Ba 4/3/2025; hạn trả sẽ được tính lại khi hết tạm dừng.";
    assert!(lines.contains(&told.to_owned()), "{lines:?}");
}

#[test]
fn a_restart_tells_when_the_fresh_term_begins_and_special_hours_are_named() {
    let calendar = data::source().compile(Some("SUMMER")).expect("the source is sound");
    let rule = TermRule { policy: PausePolicy::Restart, ..same_day(Term::WorkingDays(2)) };
    let pauses = [Pause { from: at("2025-03-12T09:30"), to: Some(at("2025-03-12T15:30")) }];
    let request =
        DueRequest { received: at("2025-03-12T09:00"), rule: &rule, pauses: &pauses, extension: None };
    let due = calendar.due(&request).expect("a due date");
    assert_eq!(due.at, at("2025-03-14T11:30"));
    let lines = due.explanation.lines(&calendar, Lang::En);
    let told = [
        "The limit started afresh when the pause ended at 15:30, Wednesday 12 March 2025; new due time 11:30, Friday 14 March 2025.",
        "Received after 15:00, so it counts as received on 13 March 2025.",
        "The clock starts at 7:30, Thursday 13 March 2025.",
        "Counted: 14 March 2025, open at special hours.",
        "Due: 11:30, Friday 14 March 2025.",
    ];
    assert_eq!(lines[lines.len() - 5..], told);
}
