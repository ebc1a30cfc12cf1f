//! The registry of all SQL: the contract test prepares every statement on both engines.

use motcua_db::Stmt;

/// Names statements as constants and lists them, so that none can be left out of the registry.
macro_rules! statements {
    ($($(#[$about:meta])* $name:ident = $label:literal, $sql:expr;)*) => {
        $($(#[$about])* pub(crate) const $name: motcua_db::Stmt = motcua_db::Stmt::new($label, $sql);)*
        /// Every statement of this module.
        pub(crate) const STATEMENTS: &[&motcua_db::Stmt] = &[$(&$name),*];
    };
}
pub(crate) use statements;

/// Every statement of the store, by module.
pub const ALL: &[&[&Stmt]] = &[
    crate::access::STATEMENTS,
    crate::accounts::STATEMENTS,
    crate::accounts::guard::STATEMENTS,
    crate::accounts::session::STATEMENTS,
    crate::checkpoint::STATEMENTS,
    crate::city::STATEMENTS,
    crate::codes::STATEMENTS,
    crate::commands::STATEMENTS,
    crate::desk::STATEMENTS,
    crate::dossiers::STATEMENTS,
    crate::figures::STATEMENTS,
    crate::figures::PAST_STATEMENTS,
    crate::figures::in_hand::STATEMENTS,
    crate::filings::STATEMENTS,
    crate::forms::STATEMENTS,
    crate::guard::STATEMENTS,
    crate::files::STATEMENTS,
    crate::files::upload::STATEMENTS,
    crate::help::STATEMENTS,
    crate::journal::STATEMENTS,
    crate::kiosks::STATEMENTS,
    crate::mandates::STATEMENTS,
    crate::meta::STATEMENTS,
    crate::notices::STATEMENTS,
    crate::notices::choice::STATEMENTS,
    crate::notices::delivery::STATEMENTS,
    crate::notices::email_code::STATEMENTS,
    crate::office::STATEMENTS,
    crate::people::STATEMENTS,
    crate::people::identity::STATEMENTS,
    crate::people::session::STATEMENTS,
    crate::people::sign_in::STATEMENTS,
    crate::procedures::STATEMENTS,
    crate::procedures::open::STATEMENTS,
    crate::procedures::passing::STATEMENTS,
    crate::procedures::past::STATEMENTS,
    crate::procedures::published::STATEMENTS,
    crate::queries::behind::STATEMENTS,
    crate::queries::counts::STATEMENTS,
    crate::queries::inbox::STATEMENTS,
    crate::queries::mine::STATEMENTS,
    crate::queries::register::STATEMENTS,
    crate::queries::search::STATEMENTS,
    crate::queries::timeline::STATEMENTS,
    crate::queries::totals::STATEMENTS,
    crate::queries::tracking::STATEMENTS,
    crate::ratings::STATEMENTS,
    crate::rebuild::STATEMENTS,
    crate::record::STATEMENTS,
    crate::reports::STATEMENTS,
    crate::reports::GATHER_STATEMENTS,
    crate::requests::STATEMENTS,
    crate::signals::STATEMENTS,
    crate::stuck::STATEMENTS,
    crate::units::STATEMENTS,
    crate::units::COUNT_STATEMENTS,
    crate::verify::STATEMENTS,
];

/// All of them in one list, for [`motcua_db::prepare_all`].
pub fn all() -> Vec<&'static Stmt> {
    ALL.iter().flat_map(|list| list.iter().copied()).collect()
}
