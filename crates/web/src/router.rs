//! The whole site on one screen.

use crate::settings::WebSettings;
use crate::state::Web;
use crate::{api, assets, desk, gate, health, portal, problem};
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
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

fn routes(web: Arc<Web>) -> Router {
    Router::new()
        // The public
        .route("/", get(portal::home))
        .route("/procedures", get(portal::procedures::list))
        .route("/procedures/{code}", get(portal::procedures::one))
        .route("/track", get(portal::track::form).post(portal::track::ask))
        .route("/track/{code}", get(portal::track::show))
        .route("/accessibility", get(portal::accessibility))
        .route("/privacy", get(portal::privacy))
        .route("/help/shortcuts", get(portal::shortcuts))
        .route("/problems/{code}", get(portal::problem))
        .route("/language", post(portal::language))
        // The desk
        .route("/desk", get(desk::home::show))
        .route("/desk/counts", get(desk::home::counts))
        .route("/desk/sign-in", get(desk::sign_in::form).post(desk::sign_in::submit))
        .route("/desk/sign-out", post(desk::sign_in::sign_out))
        .route("/desk/shortcuts", get(desk::sign_in::shortcuts))
        .route("/desk/demo", get(desk::demo::list).post(desk::demo::become_role))
        .route("/desk/intake", get(desk::intake::form).post(desk::intake::submit))
        .route("/desk/intake/procedures", get(desk::intake_help::procedures))
        .route("/desk/intake/procedure", get(desk::intake_help::fragment))
        .route("/desk/intake/due", get(desk::intake_help::due))
        .route("/desk/intake/person", post(desk::intake_help::person))
        .route("/desk/dossiers", get(desk::inbox::show))
        .route("/desk/dossiers/{reference}", get(desk::dossier::show))
        .route("/desk/dossiers/{reference}/acts/{act}", post(desk::acts::submit))
        .route("/desk/dossiers/{reference}/receipt", get(desk::prints::receipt))
        .route("/desk/dossiers/{reference}/slips/{kind}", get(desk::slips::show))
        .route("/desk/search", get(desk::search::form).post(desk::search::ask))
        .route("/desk/register", get(desk::register::show))
        .route("/desk/handover", get(desk::handover::form).post(desk::handover::submit))
        .route("/_styleguide", get(portal::styleguide))
        // Programs
        .merge(api::routes())
        // Operators
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/assets/{*name}", get(assets::serve))
        .fallback(|| async { problem::Problem::no_page() })
        .layer(from_fn_with_state(Arc::clone(&web), gate::gate))
        .with_state(web)
}
