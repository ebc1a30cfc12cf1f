//! The schema, as numbered migrations for both engines.

use motcua_db::Migration;

/// All migrations, oldest first, for [`motcua_db::migrate`].
pub fn migrations() -> &'static [Migration] {
    const ALL: &[Migration] = &[
        Migration { number: 1, name: "city", sql: include_str!("../../../migrations/0001_city.sql") },
        Migration { number: 2, name: "journal", sql: include_str!("../../../migrations/0002_journal.sql") },
        Migration { number: 3, name: "desks", sql: include_str!("../../../migrations/0003_desks.sql") },
        Migration { number: 4, name: "planner", sql: include_str!("../../../migrations/0004_planner.sql") },
        Migration {
            number: 5,
            name: "procedures",
            sql: include_str!("../../../migrations/0005_procedures.sql"),
        },
        Migration { number: 6, name: "units", sql: include_str!("../../../migrations/0006_units.sql") },
        Migration { number: 7, name: "passings", sql: include_str!("../../../migrations/0007_passings.sql") },
        Migration {
            number: 8,
            name: "variations",
            sql: include_str!("../../../migrations/0008_variations.sql"),
        },
        Migration {
            number: 9,
            name: "following",
            sql: include_str!("../../../migrations/0009_following.sql"),
        },
        Migration { number: 10, name: "filings", sql: include_str!("../../../migrations/0010_filings.sql") },
        Migration {
            number: 11,
            name: "person_sessions",
            sql: include_str!("../../../migrations/0011_person_sessions.sql"),
        },
        Migration { number: 12, name: "files", sql: include_str!("../../../migrations/0012_files.sql") },
        Migration {
            number: 13,
            name: "mandates",
            sql: include_str!("../../../migrations/0013_mandates.sql"),
        },
        Migration { number: 14, name: "notices", sql: include_str!("../../../migrations/0014_notices.sql") },
        Migration {
            number: 15,
            name: "filing_mandate",
            sql: include_str!("../../../migrations/0015_filing_mandate.sql"),
        },
        Migration { number: 16, name: "help", sql: include_str!("../../../migrations/0016_help.sql") },
        Migration {
            number: 17,
            name: "email_codes",
            sql: include_str!("../../../migrations/0017_email_codes.sql"),
        },
        Migration {
            number: 18,
            name: "sign_ins",
            sql: include_str!("../../../migrations/0018_sign_ins.sql"),
        },
        Migration { number: 19, name: "kiosks", sql: include_str!("../../../migrations/0019_kiosks.sql") },
        Migration {
            number: 20,
            name: "identity_links",
            sql: include_str!("../../../migrations/0020_identity_links.sql"),
        },
        Migration { number: 21, name: "figures", sql: include_str!("../../../migrations/0021_figures.sql") },
        Migration { number: 22, name: "office", sql: include_str!("../../../migrations/0022_office.sql") },
        Migration { number: 23, name: "in_hand", sql: include_str!("../../../migrations/0023_in_hand.sql") },
        Migration { number: 24, name: "reports", sql: include_str!("../../../migrations/0024_reports.sql") },
        Migration { number: 25, name: "guard", sql: include_str!("../../../migrations/0025_guard.sql") },
        Migration { number: 26, name: "signals", sql: include_str!("../../../migrations/0026_signals.sql") },
        Migration {
            number: 27,
            name: "ratings_told",
            sql: include_str!("../../../migrations/0027_ratings_told.sql"),
        },
    ];
    ALL
}
