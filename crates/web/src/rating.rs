//! Rating on the pages of a dossier: the public one, by the secret, and the person's own.

use crate::form::Form;
use crate::present::words;
use crate::problem::{Problem, Result};
use crate::state::Web;
use motcua_app::ratings::{Rater, rateable};
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::DossierId;
use motcua_domain::rating::{Face, Reason};
use motcua_store::ratings;
use motcua_views::Lang;
use motcua_views::form::Choice;
use motcua_views::portal::{FaceButton, RatingBox};

/// The faces, or what was given; nothing before there is something to rate.
///
/// # Errors
/// If the database cannot answer.
pub async fn offer(web: &Web, lang: Lang, dossier: &Dossier, action: String) -> Result<Option<RatingBox>> {
    if !rateable(dossier) {
        return Ok(None);
    }
    let token = web.app.rating_token(&dossier.id);
    let given = web.app.read(move |tx, _| Ok(ratings::find(tx, &token)?)).await?;
    let face = |face: Face| FaceButton { number: face.number(), label: face.label(words(lang)).to_owned() };
    let reason = |reason: Reason| Choice::new(reason.key(), reason.label(words(lang)));
    let explains = given.is_some_and(|given| !given.explained);
    Ok(Some(RatingBox {
        action,
        secret: None,
        faces: Face::ALL.map(face).to_vec(),
        given: given.map(|given| given.face.label(words(lang)).to_owned()),
        reasons: if explains { Reason::ALL.map(reason).to_vec() } else { Vec::new() },
    }))
}

/// Keeps a face, or the reasons of one given before.
///
/// # Errors
/// 400 for what is neither; what the use case says.
pub async fn keep(web: &Web, dossier: DossierId, rater: Rater, form: &Form) -> Result<()> {
    if form.get("explain") == "yes" {
        let mut reasons: Vec<Reason> = form.all("reason").filter_map(Reason::from_key).collect();
        reasons.sort_unstable();
        reasons.dedup();
        return Ok(web.app.explain_rating(dossier, rater, reasons).await?);
    }
    let face = form.get("face").parse().ok().and_then(Face::from_number);
    let face = face.ok_or_else(|| Problem::malformed("face"))?;
    web.app.rate(dossier, rater, face).await?;
    Ok(())
}
