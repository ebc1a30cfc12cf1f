//! Every route has an authorization case: who gets in, who is led to sign in, who is told there is nothing.

use crate::support::{Browser, command_id, filing, story};
use motcua_web::{api, router};
use serde_json::json;
use std::collections::BTreeSet;

/// Statuses for: nobody, a counter officer, a specialist of the ward, a specialist of another ward, an administrator.
/// `303` of nobody is the way to sign in.
pub type Case = (&'static str, &'static str, &'static str, [u16; 5]);

/// A draft that does not exist: nobody but designers may know.
pub const DRAFT: &str = "/desk/designer/drafts/0198f3a2-0000-7000-8000-000000000009";

/// The same of a commune's variation.
const VARIATION: &str = "/desk/designer/variations/drafts/0198f3a2-0000-7000-8000-000000000009";

/// `CODE` stands for a dossier received at the first counter and lying there.
pub const CASES: &[Case] = &[
    ("/", "GET", "/", [200; 5]),
    ("/procedures", "GET", "/procedures", [200; 5]),
    ("/procedures/{code}", "GET", "/procedures/1.001193", [200; 5]),
    ("/life/{key}", "GET", "/life/co-con-nho", [200; 5]),
    ("/track", "GET", "/track", [200; 5]),
    ("/track", "POST", "/track", [422; 5]),
    ("/track/{code}", "GET", "/track/NO-CODE?s=!!!!", [404; 5]),
    ("/track/{code}/rating", "POST", "/track/NO-CODE/rating", [403, 404, 404, 404, 404]),
    ("/accessibility", "GET", "/accessibility", [200; 5]),
    ("/privacy", "GET", "/privacy", [200; 5]),
    ("/help/shortcuts", "GET", "/help/shortcuts", [200; 5]),
    ("/problems/{code}", "GET", "/problems/denied", [200; 5]),
    ("/language", "POST", "/language", [403, 400, 400, 400, 400]),
    ("/text-size", "POST", "/text-size", [403, 400, 400, 400, 400]),
    ("/_styleguide", "GET", "/_styleguide", [200; 5]),
    ("/kiosk", "GET", "/kiosk", [200; 5]),
    ("/kiosk/menu", "GET", "/kiosk/menu", [303; 5]),
    ("/kiosk/enrol", "GET", "/kiosk/enrol", [200; 5]),
    ("/kiosk/enrol", "POST", "/kiosk/enrol", [403, 422, 422, 422, 422]),
    ("/kiosk/demo", "GET", "/kiosk/demo", [200; 5]),
    ("/kiosk/demo", "POST", "/kiosk/demo", [403, 303, 303, 303, 303]),
    ("/kiosk/call", "POST", "/kiosk/call", [403, 303, 303, 303, 303]),
    ("/kiosk/screen", "POST", "/kiosk/screen", [403, 303, 303, 303, 303]),
    ("/kiosk/alive", "GET", "/kiosk/alive", [200; 5]),
    ("/me", "GET", "/me", [303; 5]),
    // What a person finds there stands in `filing`.
    ("/procedures/{code}/filings", "GET", "/procedures/1.001193/filings", [303; 5]),
    ("/procedures/{code}/filings", "POST", "/procedures/1.001193/filings", [403, 303, 303, 303, 303]),
    ("/me/filings/{id}", "GET", "/me/filings/0198f3a2-0000-7000-8000-000000000009", [303; 5]),
    (
        "/me/filings/{id}/eligibility",
        "GET",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/eligibility",
        [303; 5],
    ),
    (
        "/me/filings/{id}/eligibility",
        "POST",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/eligibility",
        [401; 5],
    ),
    (
        "/me/filings/{id}/questions/{group}",
        "GET",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/questions/applicant",
        [303; 5],
    ),
    (
        "/me/filings/{id}/questions/{group}",
        "POST",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/questions/applicant",
        [401; 5],
    ),
    ("/me/filings/{id}/papers", "GET", "/me/filings/0198f3a2-0000-7000-8000-000000000009/papers", [303; 5]),
    ("/me/filings/{id}/papers", "POST", "/me/filings/0198f3a2-0000-7000-8000-000000000009/papers", [401; 5]),
    ("/me/filings/{id}/check", "GET", "/me/filings/0198f3a2-0000-7000-8000-000000000009/check", [303; 5]),
    ("/me/filings/{id}/check", "POST", "/me/filings/0198f3a2-0000-7000-8000-000000000009/check", [401; 5]),
    (
        "/me/filings/{id}/submitted",
        "GET",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/submitted",
        [303; 5],
    ),
    (
        "/me/filings/{id}/version",
        "POST",
        "/me/filings/0198f3a2-0000-7000-8000-000000000009/version",
        [401; 5],
    ),
    ("/me/filings/{id}/delete", "POST", "/me/filings/0198f3a2-0000-7000-8000-000000000009/delete", [401; 5]),
    ("/me/dossiers/{reference}/result/{no}", "GET", "/me/dossiers/CODE/result/1", [303; 5]),
    ("/desk/dossiers/{reference}/result", "GET", "/desk/dossiers/CODE/result", [303, 409, 409, 404, 404]),
    ("/desk/dossiers/{reference}/result", "POST", "/desk/dossiers/CODE/result", [401, 409, 409, 404, 404]),
    // What helpers find there, and officers who enter, stands in `assisted`.
    ("/me/filings/{id}/help", "GET", "/me/filings/0198f3a2-0000-7000-8000-000000000009/help", [303; 5]),
    ("/me/filings/{id}/help", "POST", "/me/filings/0198f3a2-0000-7000-8000-000000000009/help", [401; 5]),
    // Those of a counter look after its kiosks; a ward's specialist sits at no counter.
    ("/desk/kiosks", "GET", "/desk/kiosks", [303, 200, 403, 403, 403]),
    ("/desk/kiosks", "POST", "/desk/kiosks", [401, 403, 403, 403, 403]),
    (
        "/desk/kiosks/{id}/{act}",
        "POST",
        "/desk/kiosks/0198f3a2-0000-7000-8000-000000000009/retire",
        [401, 404, 404, 404, 404],
    ),
    ("/desk/help", "GET", "/desk/help", [303, 200, 200, 200, 403]),
    ("/desk/help", "POST", "/desk/help", [401, 422, 422, 422, 403]),
    (
        "/desk/help/{id}/end",
        "POST",
        "/desk/help/0198f3a2-0000-7000-8000-000000000009/end",
        [401, 404, 404, 404, 404],
    ),
    ("/desk/entries", "GET", "/desk/entries", [303, 200, 403, 403, 403]),
    ("/desk/entries", "POST", "/desk/entries", [401, 415, 403, 403, 403]),
    (
        "/desk/filings/{id}",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/eligibility",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/eligibility",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/eligibility",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/eligibility",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/questions/{group}",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/questions/applicant",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/questions/{group}",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/questions/applicant",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/papers",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/papers",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/papers",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/papers",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/check",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/check",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/check",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/check",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/submitted",
        "GET",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/submitted",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/version",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/version",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/filings/{id}/delete",
        "POST",
        "/desk/filings/0198f3a2-0000-7000-8000-000000000009/delete",
        [401, 404, 404, 404, 404],
    ),
    // What a person finds there stands in `following`.
    ("/me/dossiers/{reference}", "GET", "/me/dossiers/CODE", [303; 5]),
    ("/me/dossiers/{reference}/acts/{act}", "POST", "/me/dossiers/CODE/acts/request-withdrawal", [401; 5]),
    ("/me/dossiers/{reference}/supplement", "POST", "/me/dossiers/CODE/supplement", [401; 5]),
    ("/me/dossiers/{reference}/rating", "POST", "/me/dossiers/CODE/rating", [401; 5]),
    ("/me/data", "GET", "/me/data", [303; 5]),
    ("/me/data/requests", "POST", "/me/data/requests", [401; 5]),
    ("/me/data/accesses/{id}", "GET", "/me/data/accesses/1", [303; 5]),
    ("/me/data/accesses/{id}", "POST", "/me/data/accesses/1", [401; 5]),
    ("/me/data/identities/{id}/end", "POST", "/me/data/identities/0/end", [401; 5]),
    ("/me/data/copy", "POST", "/me/data/copy", [401; 5]),
    ("/me/notices", "GET", "/me/notices", [303; 5]),
    ("/me/notices", "POST", "/me/notices", [401; 5]),
    ("/me/notices/choice", "GET", "/me/notices/choice", [303; 5]),
    ("/me/notices/choice", "POST", "/me/notices/choice", [401; 5]),
    ("/me/notices/code", "POST", "/me/notices/code", [401; 5]),
    ("/me/sign-in", "GET", "/me/sign-in", [200; 5]),
    ("/me/sign-in/{provider}", "GET", "/me/sign-in/nobody", [404; 5]),
    ("/me/sign-in/{provider}/callback", "GET", "/me/sign-in/nobody/callback?state=x&code=y", [404; 5]),
    ("/me/signed-out", "GET", "/me/signed-out?by=nobody", [200; 5]),
    ("/me/sign-out", "POST", "/me/sign-out", [401; 5]),
    ("/me/files/{id}", "GET", "/me/files/0198f3a2-0000-7000-8000-000000000009", [303; 5]),
    (
        "/desk/files/{id}",
        "GET",
        "/desk/files/0198f3a2-0000-7000-8000-000000000009",
        [303, 404, 404, 404, 404],
    ),
    ("/me/uploads", "POST", "/me/uploads", [401; 5]),
    ("/me/uploads/{id}", "GET", "/me/uploads/0198f3a2-0000-7000-8000-000000000009", [303; 5]),
    ("/me/uploads/{id}", "PUT", "/me/uploads/0198f3a2-0000-7000-8000-000000000009", [401; 5]),
    ("/me/uploads/{id}", "POST", "/me/uploads/0198f3a2-0000-7000-8000-000000000009", [401; 5]),
    ("/me/mandates", "GET", "/me/mandates", [303; 5]),
    ("/me/mandates", "POST", "/me/mandates", [401; 5]),
    (
        "/me/mandates/{id}/revoke",
        "POST",
        "/me/mandates/0198f3a2-0000-7000-8000-000000000009/revoke",
        [401; 5],
    ),
    ("/me/demo", "GET", "/me/demo", [200; 5]),
    ("/me/demo", "POST", "/me/demo", [403, 400, 400, 400, 400]),
    ("/desk", "GET", "/desk", [303, 200, 200, 200, 200]),
    ("/desk/counts", "GET", "/desk/counts", [303, 200, 200, 200, 200]),
    ("/desk/counts/stream", "GET", "/desk/counts/stream", [204, 200, 200, 200, 200]),
    ("/desk/unit", "POST", "/desk/unit", [401, 400, 400, 400, 400]),
    ("/desk/sign-in", "GET", "/desk/sign-in", [200; 5]),
    ("/desk/sign-in", "POST", "/desk/sign-in", [403, 422, 422, 422, 422]),
    ("/desk/sign-out", "POST", "/desk/sign-out", [401, 303, 303, 303, 303]),
    ("/desk/shortcuts", "GET", "/desk/shortcuts", [303, 200, 200, 200, 200]),
    ("/desk/demo", "GET", "/desk/demo", [200; 5]),
    ("/desk/demo", "POST", "/desk/demo", [403, 404, 404, 404, 404]),
    ("/desk/intake", "GET", "/desk/intake", [303, 200, 403, 403, 403]),
    ("/desk/intake", "POST", "/desk/intake", [401, 200, 403, 403, 403]),
    ("/desk/intake/procedures", "GET", "/desk/intake/procedures?q=a", [303, 200, 403, 403, 403]),
    ("/desk/intake/procedure", "GET", "/desk/intake/procedure?code=1.001193", [303, 200, 403, 403, 403]),
    ("/desk/intake/due", "GET", "/desk/intake/due?procedure=1.001193", [303, 200, 403, 403, 403]),
    ("/desk/intake/person", "POST", "/desk/intake/person", [401, 200, 403, 403, 403]),
    ("/desk/dossiers", "GET", "/desk/dossiers", [303, 200, 200, 200, 403]),
    ("/desk/dossiers/{reference}", "GET", "/desk/dossiers/CODE", [303, 200, 200, 404, 404]),
    (
        "/desk/dossiers/{reference}/acts/{act}",
        "POST",
        "/desk/dossiers/CODE/acts/approve",
        [401, 422, 422, 404, 404],
    ),
    ("/desk/dossiers/{reference}/receipt", "GET", "/desk/dossiers/CODE/receipt", [303, 200, 200, 404, 404]),
    (
        "/desk/dossiers/{reference}/slips/{kind}",
        "GET",
        "/desk/dossiers/CODE/slips/control",
        [303, 200, 200, 404, 404],
    ),
    ("/desk/search", "GET", "/desk/search", [303, 200, 200, 200, 200]),
    ("/desk/search", "POST", "/desk/search", [401, 200, 200, 200, 403]),
    // What a head finds there stands in `notices`.
    ("/desk/stuck", "GET", "/desk/stuck", [303, 403, 403, 403, 403]),
    // What leaders and heads find there stands in `orders`.
    ("/board/act-now", "GET", "/board/act-now", [200; 5]),
    ("/board/nudges", "POST", "/board/nudges", [401, 404, 404, 404, 404]),
    ("/board/contests", "GET", "/board/contests", [200; 5]),
    ("/board/contests/new", "GET", "/board/contests/new?unit=00097", [303, 404, 404, 404, 404]),
    ("/board/contests/new", "POST", "/board/contests/new", [401, 404, 404, 404, 404]),
    ("/board/contests/{id}", "GET", "/board/contests/0198f3a2-0000-7000-8000-000000000009", [404; 5]),
    (
        "/board/contests/{id}/acts/{act}",
        "POST",
        "/board/contests/0198f3a2-0000-7000-8000-000000000009/acts/answer",
        [401, 404, 404, 404, 404],
    ),
    ("/desk/orders", "GET", "/desk/orders", [303, 200, 200, 200, 403]),
    ("/desk/orders/new", "GET", "/desk/orders/new", [303, 403, 403, 403, 403]),
    ("/desk/orders/new", "POST", "/desk/orders/new", [401, 404, 404, 404, 404]),
    (
        "/desk/orders/{id}",
        "GET",
        "/desk/orders/0198f3a2-0000-7000-8000-000000000009",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/orders/{id}/acts/{act}",
        "POST",
        "/desk/orders/0198f3a2-0000-7000-8000-000000000009/acts/close",
        [401, 404, 404, 404, 404],
    ),
    (
        "/desk/nudges/{id}",
        "POST",
        "/desk/nudges/0198f3a2-0000-7000-8000-000000000009",
        [401, 404, 404, 404, 404],
    ),
    // What leaders and inspectors do there stands in `given`.
    ("/desk/figures", "GET", "/desk/figures", [303, 403, 403, 403, 403]),
    ("/desk/figures", "POST", "/desk/figures", [401, 403, 403, 403, 403]),
    // Whose dossiers are on it stands in `guard`.
    ("/desk/guard", "GET", "/desk/guard", [303, 200, 200, 200, 403]),
    // What inspectors and heads find there stands in `signals`.
    ("/desk/signals", "GET", "/desk/signals", [303, 403, 403, 403, 403]),
    (
        "/desk/signals/{id}",
        "GET",
        "/desk/signals/0198f3a2-0000-7000-8000-000000000009",
        [303, 403, 403, 403, 403],
    ),
    (
        "/desk/signals/{id}",
        "POST",
        "/desk/signals/0198f3a2-0000-7000-8000-000000000009",
        [401, 403, 403, 403, 403],
    ),
    ("/desk/register", "GET", "/desk/register", [303, 200, 200, 200, 403]),
    ("/desk/requests", "GET", "/desk/requests", [303, 200, 200, 200, 403]),
    (
        "/desk/requests/{id}",
        "GET",
        "/desk/requests/0198f3a2-0000-7000-8000-000000000009",
        [303, 404, 404, 404, 404],
    ),
    (
        "/desk/requests/{id}",
        "POST",
        "/desk/requests/0198f3a2-0000-7000-8000-000000000009",
        [401, 404, 404, 404, 404],
    ),
    ("/desk/handover", "GET", "/desk/handover", [303, 200, 200, 200, 403]),
    ("/desk/handover", "POST", "/desk/handover", [401, 422, 422, 422, 403]),
    // What a designer finds there stands in `designer`.
    ("/desk/designer", "GET", "/desk/designer", [303, 403, 403, 403, 403]),
    ("/desk/designer", "POST", "/desk/designer", [401, 403, 403, 403, 403]),
    ("/desk/designer/upload", "POST", "/desk/designer/upload", [401, 403, 403, 403, 403]),
    ("/desk/designer/{code}", "GET", "/desk/designer/1.001193", [303, 403, 403, 403, 403]),
    ("/desk/designer/{code}/{what}", "POST", "/desk/designer/1.001193/draft", [401, 403, 403, 403, 403]),
    (
        "/desk/designer/{code}/versions/{name}",
        "GET",
        "/desk/designer/1.001193/versions/1",
        [303, 403, 403, 403, 403],
    ),
    (
        "/desk/designer/{code}/pass/{from}/{to}",
        "GET",
        "/desk/designer/1.001193/pass/1/2",
        [303, 403, 403, 403, 403],
    ),
    (
        "/desk/designer/{code}/pass/{from}/{to}",
        "POST",
        "/desk/designer/1.001193/pass/1/2",
        [401, 403, 403, 403, 403],
    ),
    (
        "/desk/designer/{code}/passings/{id}",
        "GET",
        "/desk/designer/1.001193/passings/0198f3a2-0000-7000-8000-000000000009",
        [303, 403, 403, 403, 403],
    ),
    (
        "/desk/designer/{code}/passings/{id}",
        "POST",
        "/desk/designer/1.001193/passings/0198f3a2-0000-7000-8000-000000000009",
        [401, 403, 403, 403, 403],
    ),
    ("/desk/designer/drafts/{id}", "GET", "DRAFT", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}", "POST", "DRAFT", [401, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/acts/{act}", "POST", "DRAFT/acts/submit", [401, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/check", "GET", "DRAFT/check", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/compare", "GET", "DRAFT/compare", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/dry-run", "GET", "DRAFT/dry-run", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/dry-run.csv", "GET", "DRAFT/dry-run.csv", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/form", "GET", "DRAFT/form", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/try", "GET", "DRAFT/try", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/publish", "GET", "DRAFT/publish", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/files", "GET", "DRAFT/files", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/files/{name}", "GET", "DRAFT/files/draft.toml", [303, 403, 403, 403, 403]),
    ("/desk/designer/drafts/{id}/upload", "POST", "DRAFT/upload", [401, 403, 403, 403, 403]),
    // What the head of a commune finds there stands in `variation`.
    ("/desk/designer/variations", "GET", "/desk/designer/variations", [303, 403, 403, 403, 403]),
    ("/desk/designer/variations", "POST", "/desk/designer/variations", [401, 403, 403, 403, 403]),
    (
        "/desk/designer/variations/{code}",
        "GET",
        "/desk/designer/variations/1.001193",
        [303, 403, 403, 403, 403],
    ),
    ("/desk/designer/variations/drafts/{id}", "GET", VARIATION, [303, 403, 403, 403, 403]),
    ("/desk/designer/variations/drafts/{id}", "POST", VARIATION, [401, 403, 403, 403, 403]),
    ("/healthz", "GET", "/healthz", [200; 5]),
    ("/readyz", "GET", "/readyz", [200; 5]),
    ("/metrics", "GET", "/metrics", [200; 5]),
    ("/assets/{*name}", "GET", "/assets/hn.css", [200; 5]),
    ("/favicon.ico", "GET", "/favicon.ico", [308; 5]),
    ("/open-data", "GET", "/open-data", [200; 5]),
    ("/board", "GET", "/board", [200; 5]),
    ("/board/stream", "GET", "/board/stream", [200; 5]),
    ("/board/numbers.csv", "GET", "/board/numbers.csv", [200; 5]),
    ("/board/metrics", "GET", "/board/metrics", [200; 5]),
    ("/board/targets", "GET", "/board/targets", [200; 5]),
    ("/board/index", "GET", "/board/index", [200; 5]),
    ("/board/wall", "GET", "/board/wall", [200; 5]),
    // Who freezes and defines stands in `reports`.
    ("/board/reports", "GET", "/board/reports", [200; 5]),
    ("/board/reports/define", "GET", "/board/reports/define", [303, 403, 403, 403, 403]),
    ("/board/reports/define", "POST", "/board/reports/define", [401, 403, 403, 403, 403]),
    ("/board/reports/{key}", "GET", "/board/reports/766?period=2026-03", [303, 200, 200, 200, 200]),
    ("/board/reports/{key}", "POST", "/board/reports/06a", [401, 403, 403, 403, 403]),
    (
        "/board/reports/editions/{name}",
        "GET",
        "/board/reports/editions/0198f3a2-0000-7000-8000-000000000009-1",
        [404; 5],
    ),
    // Whose dossiers it lists to whom stands in `board`.
    ("/board/drill", "GET", "/board/drill", [200; 5]),
    ("/open-data/{name}", "GET", "/open-data/units.csv", [200; 5]),
    ("/open-data/{month}/{name}", "GET", "/open-data/2026-03/units.csv", [200; 5]),
    ("/open-data/procedures/{name}", "GET", "/open-data/procedures/1.001193.toml", [200; 5]),
    ("/api/openapi.json", "GET", "/api/openapi.json", [200; 5]),
    ("/api/v1/procedures", "GET", "/api/v1/procedures", [200; 5]),
    ("/api/v1/procedures/{code}", "GET", "/api/v1/procedures/1.001193", [200; 5]),
    ("/api/v1/units", "GET", "/api/v1/units", [200; 5]),
    ("/api/v1/metrics/{key}", "GET", "/api/v1/metrics/online?by=unit", [200; 5]),
    ("/api/v1/metrics", "GET", "/api/v1/metrics?metric=open", [200; 5]),
    // A gateway's secret is nobody's token; who has it stands in `notices`.
    ("/api/v1/notices/reports", "POST", "/api/v1/notices/reports", [401; 5]),
    ("/api/v1/dossiers", "GET", "/api/v1/dossiers", [401, 200, 200, 200, 403]),
    ("/api/v1/dossiers", "POST", "/api/v1/dossiers", [401, 201, 403, 403, 403]),
    ("/api/v1/dossiers/{reference}", "GET", "/api/v1/dossiers/CODE", [401, 200, 200, 404, 404]),
    ("/api/v1/dossiers/{reference}/events", "GET", "/api/v1/dossiers/CODE/events", [401, 200, 200, 404, 404]),
    (
        "/api/v1/dossiers/{reference}/tracking",
        "GET",
        "/api/v1/dossiers/NO-CODE/tracking?secret=!!!!",
        [404; 5],
    ),
    ("/api/v1/dossiers/{reference}/acts", "POST", "/api/v1/dossiers/CODE/acts", [401, 409, 409, 404, 404]),
    (
        "/api/v1/dossiers/{reference}/{act}",
        "POST",
        "/api/v1/dossiers/CODE/approve",
        [401, 409, 409, 404, 404],
    ),
];

#[test]
fn every_route_has_a_case() {
    let routes = router::PAGES.iter().chain(&api::ROUTES);
    let routed: BTreeSet<(&str, &str)> =
        routes.flat_map(|route| route.methods.iter().map(|method| (route.path, *method))).collect();
    let cased: BTreeSet<(&str, &str)> = CASES.iter().map(|(path, method, ..)| (*path, *method)).collect();
    assert_eq!(routed, cased, "a route without an authorization case, or a case without a route");
}

/// The body each POST is sent with: right in form, so that only the right to send it is in question.
pub async fn ask(browser: &mut Browser, method: &str, path: &str) -> u16 {
    if method == "GET" {
        return browser.get(path).await.status.as_u16();
    }
    if method == "PUT" {
        return browser.ask(method, path, None, "piece".into()).await.status.as_u16();
    }
    if path == "/api/v1/dossiers" {
        return browser.send(path, &filing()).await.status.as_u16();
    }
    if path.starts_with("/api/") {
        let body = json!({ "command_id": command_id(), "expected_revision": 2, "act": "approve", "outcome": "grant" });
        return browser.send(path, &body).await.status.as_u16();
    }
    let mut source = browser.clone();
    let csrf = if source.cookie("mc_session").is_some() {
        source.get("/desk").await.field("csrf")
    } else {
        String::new()
    };
    let fields = [
        ("csrf", csrf),
        ("command_id", command_id()),
        ("expected_revision", "2".into()),
        ("q", "nguyen".into()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &fields).await.status.as_u16()
}

#[test]
fn everybody_gets_in_where_they_may_and_nowhere_else() {
    story(async |house| {
        let roles = ["", "hongha.motcua1", "hongha.chuyenvien1", "hoankiem.chuyenvien1", "ubndtp.quantri"];
        let (code, _) = house.received().await;
        let mut wrong = Vec::new();
        for (pattern, method, path, wanted) in CASES {
            let path = path.replace("CODE", &code).replace("DRAFT", DRAFT);
            for (role, wanted) in roles.into_iter().zip(wanted) {
                let mut browser = match (role, path.starts_with("/api/")) {
                    ("", _) => house.browser(),
                    (role, true) => house.program(role).await,
                    (role, false) => house.signed_in(role).await,
                };
                let status = ask(&mut browser, method, &path).await;
                if status != *wanted {
                    wrong.push(format!("{method} {pattern} as {role:?}: {status}, not {wanted}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}
