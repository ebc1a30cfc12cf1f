//! The whole site on one screen.

use crate::settings::WebSettings;
use crate::state::Web;
use crate::{api, assets, board, designer, desk, gate, health, kiosk, me, portal, problem};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use motcua_app::App;
use std::sync::Arc;

/// A site, ready to be served.
#[derive(Clone)]
pub struct Site {
    /// What its handlers share.
    pub web: Arc<Web>,
    /// Its routes, behind the gate.
    pub routes: Router,
}

/// The site over an application.
#[must_use]
pub fn router(app: Arc<App>, settings: WebSettings) -> Site {
    let web = Web::new(app, settings);
    Site { routes: routes(Arc::clone(&web)), web }
}

/// One address: its methods and who answers them.
pub struct Route {
    /// The pattern.
    pub path: &'static str,
    /// Methods it takes, as in HTTP.
    pub methods: &'static [&'static str],
    /// Who answers.
    pub answer: fn() -> MethodRouter<Arc<Web>>,
}

const GET: &[&str] = &["GET"];
const POST: &[&str] = &["POST"];
const PIECES: &[&str] = &["GET", "PUT", "POST"];
const BOTH: &[&str] = &["GET", "POST"];

/// A route of the table below.
const fn route(
    path: &'static str,
    methods: &'static [&'static str],
    answer: fn() -> MethodRouter<Arc<Web>>,
) -> Route {
    Route { path, methods, answer }
}

/// Pages, for people. The API has its own table: [`api::ROUTES`].
pub const PAGES: &[Route] = &[
    // The public
    route("/", GET, || get(portal::home)),
    route("/procedures", GET, || get(portal::procedures::list)),
    route("/procedures/{code}", GET, || get(portal::procedure::one)),
    route("/life/{key}", GET, || get(portal::life::show)),
    route("/procedures/{code}/filings", BOTH, || get(me::filing::start::form).post(me::filing::start::begin)),
    route("/open-data", GET, || get(portal::open_data::page)),
    route("/open-data/{name}", GET, || get(portal::open_data::file)),
    route("/open-data/procedures/{name}", GET, || get(portal::open_data::of_procedure)),
    route("/open-data/{month}/{name}", GET, || get(portal::open_data::months::file)),
    route("/track", BOTH, || get(portal::track::form).post(portal::track::ask)),
    route("/track/{code}", GET, || get(portal::track::show)),
    route("/track/{code}/rating", POST, || post(portal::track::rate)),
    route("/accessibility", GET, || get(portal::accessibility)),
    route("/privacy", GET, || get(portal::privacy)),
    route("/help/shortcuts", GET, || get(portal::shortcuts)),
    route("/problems/{code}", GET, || get(portal::problem)),
    route("/language", POST, || post(portal::language)),
    route("/text-size", POST, || post(portal::text_size)),
    route("/_styleguide", GET, || get(portal::styleguide)),
    // The board
    route("/board", GET, || get(board::show)),
    route("/board/stream", GET, || get(board::live::stream)),
    route("/board/numbers.csv", GET, || get(board::metrics::csv)),
    route("/board/metrics", GET, || get(board::metrics::dictionary)),
    route("/board/targets", GET, || get(board::targets::show)),
    route("/board/act-now", GET, || get(board::act_now::show)),
    route("/board/nudges", POST, || post(board::act_now::send)),
    route("/board/contests", GET, || get(board::contests::list)),
    route("/board/contests/new", BOTH, || get(board::contests::form).post(board::contests::raise)),
    route("/board/contests/{id}", GET, || get(board::contests::show)),
    route("/board/contests/{id}/acts/{act}", POST, || post(board::contests::act)),
    route("/board/index", GET, || get(board::index::show)),
    route("/board/wall", GET, || get(board::wall::show)),
    route("/board/reports", GET, || get(board::reports::list)),
    route("/board/reports/define", BOTH, || {
        get(board::reports::define::form).post(board::reports::define::submit)
    }),
    route("/board/reports/editions/{name}", GET, || get(board::reports::edition)),
    route("/board/reports/{key}", BOTH, || get(board::reports::preview).post(board::reports::freeze)),
    route("/board/drill", GET, || get(board::drill::show)),
    // Kiosks
    route("/kiosk", GET, || get(kiosk::start)),
    route("/kiosk/menu", GET, || get(kiosk::menu)),
    route("/kiosk/enrol", BOTH, || get(kiosk::enrol_form).post(kiosk::enrol)),
    route("/kiosk/demo", BOTH, || get(kiosk::demo_form).post(kiosk::demo)),
    route("/kiosk/call", POST, || post(kiosk::call)),
    route("/kiosk/screen", POST, || post(kiosk::screen)),
    route("/kiosk/alive", GET, || get(kiosk::alive)),
    // People signed in
    route("/me", GET, || get(me::overview::home)),
    route("/me/dossiers/{reference}", GET, || get(me::dossier::show)),
    route("/me/dossiers/{reference}/acts/{act}", POST, || post(me::dossier::act)),
    route("/me/dossiers/{reference}/supplement", POST, || post(me::supplement::send)),
    route("/me/dossiers/{reference}/result/{no}", GET, || get(me::dossier::result_file)),
    route("/me/dossiers/{reference}/rating", POST, || post(me::dossier::rate)),
    route("/me/data", GET, || get(me::data::show)),
    route("/me/data/requests", POST, || post(me::data::ask)),
    route("/me/data/accesses/{id}", BOTH, || get(me::data::access).post(me::data::dispute)),
    route("/me/data/identities/{id}/end", POST, || post(me::links::end)),
    route("/me/data/copy", POST, || post(me::copy::take)),
    route("/me/sign-in", GET, || get(me::sign_in::form)),
    route("/me/sign-in/{provider}", GET, || get(me::open_id::begin)),
    route("/me/sign-in/{provider}/callback", GET, || get(me::open_id::finish)),
    route("/me/signed-out", GET, || get(me::open_id::signed_out)),
    route("/me/notices", BOTH, || get(me::notices::show).post(me::notices::submit)),
    route("/me/notices/choice", BOTH, || get(me::notice_choice::form).post(me::notice_choice::submit)),
    route("/me/notices/code", POST, || post(me::notice_choice::code)),
    route("/me/sign-out", POST, || post(me::sign_in::sign_out)),
    route("/me/files/{id}", GET, || get(me::files::show)),
    route("/me/uploads", POST, || post(me::files::begin)),
    route("/me/uploads/{id}", PIECES, || {
        get(me::files::state).put(me::files::append).post(me::files::finish)
    }),
    route("/me/mandates", BOTH, || get(me::mandates::list).post(me::mandates::give)),
    route("/me/mandates/{id}/revoke", POST, || post(me::mandates::revoke)),
    route("/me/demo", BOTH, || get(me::demo::list).post(me::demo::become_person)),
    // The desk
    route("/me/filings/{id}", GET, || get(me::filing::tasks::show)),
    route("/me/filings/{id}/eligibility", BOTH, || {
        get(me::filing::eligibility::form).post(me::filing::eligibility::submit)
    }),
    route("/me/filings/{id}/questions/{group}", BOTH, || {
        get(me::filing::questions::form).post(me::filing::questions::submit)
    }),
    route("/me/filings/{id}/papers", BOTH, || get(me::filing::papers::form).post(me::filing::papers::submit)),
    route("/me/filings/{id}/check", BOTH, || get(me::filing::check::form).post(me::filing::check::submit)),
    route("/me/filings/{id}/submitted", GET, || get(me::filing::check::submitted)),
    route("/me/filings/{id}/help", BOTH, || get(me::filing::help::show).post(me::filing::help::submit)),
    route("/me/filings/{id}/version", POST, || post(me::filing::tasks::version)),
    route("/me/filings/{id}/delete", POST, || post(me::filing::tasks::delete)),
    route("/desk", GET, || get(desk::home::show)),
    route("/desk/counts", GET, || get(desk::live::once)),
    route("/desk/counts/stream", GET, || get(desk::live::stream)),
    route("/desk/unit", POST, || post(desk::unit::choose)),
    route("/desk/sign-in", BOTH, || get(desk::sign_in::form).post(desk::sign_in::submit)),
    route("/desk/sign-out", POST, || post(desk::sign_in::sign_out)),
    route("/desk/shortcuts", GET, || get(desk::sign_in::shortcuts)),
    route("/desk/demo", BOTH, || get(desk::demo::list).post(desk::demo::become_role)),
    route("/desk/intake", BOTH, || get(desk::intake::form).post(desk::intake::submit)),
    route("/desk/intake/procedures", GET, || get(desk::intake_help::procedures)),
    route("/desk/intake/procedure", GET, || get(desk::intake_help::fragment)),
    route("/desk/intake/due", GET, || get(desk::intake_help::due)),
    route("/desk/intake/person", POST, || post(desk::intake_help::person)),
    route("/desk/dossiers", GET, || get(desk::inbox::show)),
    route("/desk/dossiers/{reference}", GET, || get(desk::dossier::show)),
    route("/desk/files/{id}", GET, || get(me::files::for_officer)),
    route("/desk/dossiers/{reference}/acts/{act}", POST, || post(desk::acts::submit)),
    route("/desk/dossiers/{reference}/result", BOTH, || get(desk::result::form).post(desk::result::submit)),
    route("/desk/dossiers/{reference}/receipt", GET, || get(desk::prints::receipt)),
    route("/desk/dossiers/{reference}/slips/{kind}", GET, || get(desk::slips::show)),
    route("/desk/search", BOTH, || get(desk::search::form).post(desk::search::ask)),
    route("/desk/stuck", GET, || get(desk::stuck::show)),
    route("/desk/orders", GET, || get(desk::orders::list)),
    route("/desk/orders/new", BOTH, || get(desk::orders::give::form).post(desk::orders::give::give)),
    route("/desk/orders/{id}", GET, || get(desk::orders::show)),
    route("/desk/orders/{id}/acts/{act}", POST, || post(desk::orders::act)),
    route("/desk/nudges/{id}", POST, || post(desk::nudges::answer)),
    route("/desk/figures", BOTH, || get(desk::figures::show).post(desk::figures::send)),
    route("/desk/guard", GET, || get(desk::guard::show)),
    route("/desk/signals", GET, || get(desk::signals::show)),
    route("/desk/signals/{id}", BOTH, || get(desk::signals::one).post(desk::signals::judge)),
    route("/desk/register", GET, || get(desk::register::show)),
    route("/desk/requests", GET, || get(desk::requests::list)),
    route("/desk/requests/{id}", BOTH, || get(desk::requests::one).post(desk::requests::answer)),
    route("/desk/handover", BOTH, || get(desk::handover::form).post(desk::handover::submit)),
    route("/desk/help", BOTH, || get(desk::help::show).post(desk::help::submit)),
    route("/desk/help/{id}/end", POST, || post(desk::help::end)),
    route("/desk/kiosks", BOTH, || get(desk::kiosks::show).post(desk::kiosks::add)),
    route("/desk/kiosks/{id}/{act}", POST, || post(desk::kiosks::act)),
    route("/desk/entries", BOTH, || get(desk::entry::form).post(desk::entry::submit)),
    // The pages of a filing, for the officer who enters it on recorded consent
    route("/desk/filings/{id}", GET, || get(me::filing::tasks::show)),
    route("/desk/filings/{id}/eligibility", BOTH, || {
        get(me::filing::eligibility::form).post(me::filing::eligibility::submit)
    }),
    route("/desk/filings/{id}/questions/{group}", BOTH, || {
        get(me::filing::questions::form).post(me::filing::questions::submit)
    }),
    route("/desk/filings/{id}/papers", BOTH, || {
        get(me::filing::papers::form).post(me::filing::papers::submit)
    }),
    route("/desk/filings/{id}/check", BOTH, || get(me::filing::check::form).post(me::filing::check::submit)),
    route("/desk/filings/{id}/submitted", GET, || get(me::filing::check::submitted)),
    route("/desk/filings/{id}/version", POST, || post(me::filing::tasks::version)),
    route("/desk/filings/{id}/delete", POST, || post(me::filing::tasks::delete)),
    // Process design
    route("/desk/designer", BOTH, || get(designer::list::show).post(designer::start::anew)),
    route("/desk/designer/upload", POST, || post(designer::start::from_file)),
    route("/desk/designer/{code}", GET, || get(designer::procedure::show)),
    route("/desk/designer/{code}/{what}", POST, || post(designer::start::from_procedure)),
    route("/desk/designer/{code}/versions/{name}", GET, || get(designer::procedure::version)),
    route("/desk/designer/{code}/pass/{from}/{to}", BOTH, || {
        get(designer::passing::show).post(designer::passing::submit)
    }),
    route("/desk/designer/{code}/passings/{id}", BOTH, || {
        get(designer::passed::show).post(designer::passed::submit)
    }),
    route("/desk/designer/drafts/{id}", BOTH, || get(designer::editor::form).post(designer::editor::submit)),
    route("/desk/designer/drafts/{id}/acts/{act}", POST, || post(designer::acts::submit)),
    route("/desk/designer/drafts/{id}/check", GET, || get(designer::check::show)),
    route("/desk/designer/drafts/{id}/compare", GET, || get(designer::compare::show)),
    route("/desk/designer/drafts/{id}/dry-run", GET, || get(designer::dry_run::show)),
    route("/desk/designer/drafts/{id}/dry-run.csv", GET, || get(designer::dry_run::csv)),
    route("/desk/designer/drafts/{id}/form", GET, || get(designer::form_preview::show)),
    route("/desk/designer/drafts/{id}/try", GET, || get(designer::rehearse::show)),
    route("/desk/designer/drafts/{id}/publish", GET, || get(designer::publish::show)),
    route("/desk/designer/drafts/{id}/files", GET, || get(designer::files::show)),
    route("/desk/designer/drafts/{id}/files/{name}", GET, || get(designer::files::of_draft)),
    route("/desk/designer/drafts/{id}/upload", POST, || post(designer::files::into_draft)),
    route("/desk/designer/variations", BOTH, || {
        get(designer::variation::list).post(designer::variation::start)
    }),
    route("/desk/designer/variations/{code}", GET, || get(designer::variation::one)),
    route("/desk/designer/variations/drafts/{id}", BOTH, || {
        get(designer::variation::form).post(designer::variation::submit)
    }),
    // Operators
    route("/healthz", GET, || get(health::alive)),
    route("/readyz", GET, || get(health::ready)),
    route("/metrics", GET, || get(health::metrics)),
    route("/assets/{*name}", GET, || get(assets::serve)),
    route("/favicon.ico", GET, || get(assets::mark)),
];

fn routes(web: Arc<Web>) -> Router {
    PAGES
        .iter()
        .chain(&api::ROUTES)
        .fold(Router::new(), |router, route| router.route(route.path, (route.answer)()))
        .fallback(|| async { problem::Problem::no_page() })
        .layer(from_fn_with_state(Arc::clone(&web), gate::gate))
        .with_state(web)
}
