//! Terms as ISO 8601 durations.

use motcua_calendar::Term;

/// A term as an ISO 8601 duration: `P3D`, `PT4H30M`. The format has no working days; they become days.
pub fn iso(term: Term) -> String {
    match term {
        Term::WorkingMinutes(n) => match (n / 60, n % 60) {
            (0, minutes) => format!("PT{minutes}M"),
            (hours, 0) => format!("PT{hours}H"),
            (hours, minutes) => format!("PT{hours}H{minutes}M"),
        },
        Term::WorkingDays(n) | Term::CalendarDays(n) => format!("P{n}D"),
        Term::Months(n) => format!("P{n}M"),
    }
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn every_kind_of_term_has_a_duration() {
        for (term, duration) in [
            ("3 working days", "P3D"),
            ("0.5 working days", "PT4H"),
            ("90 working minutes", "PT1H30M"),
            ("20 working minutes", "PT20M"),
            ("10 days", "P10D"),
            ("2 months", "P2M"),
        ] {
            assert_eq!(iso(term.parse().expect("a term")), duration, "{term}");
        }
    }
}
