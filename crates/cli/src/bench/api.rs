//! Requests of the JSON API, built before the clock starts.

use anyhow::{Result, anyhow};
use motcua_app::FilingRequest;
use motcua_domain::ids::CommandId;
use serde_json::json;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::client::{bearer, post};
use super::work::{Step, Work};

/// An authorization header for each officer named.
pub fn tokens(work: &Work, usernames: impl Iterator<Item = String>) -> Result<HashMap<String, String>> {
    let mut headers = HashMap::new();
    for username in usernames {
        if let Entry::Vacant(place) = headers.entry(username) {
            let token = work.app.new_api_token(place.key(), "bench", 1).map_err(|e| anyhow!("{e}"))?;
            place.insert(bearer(&token));
        }
    }
    Ok(headers)
}

/// `POST /api/v1/dossiers`: received at once.
pub fn intake(filing: &FilingRequest, header: &str) -> Result<Vec<u8>> {
    let mut body = serde_json::to_value(filing)?;
    body["receive"] = json!(true);
    Ok(post("/api/v1/dossiers", header, "application/json", &serde_json::to_vec(&body)?))
}

/// `POST /api/v1/dossiers/{code}/acts`.
pub fn act(code: &str, step: &Step, command_id: CommandId, header: &str) -> Result<Vec<u8>> {
    let mut body = serde_json::to_value(&step.command)?;
    body["command_id"] = json!(command_id);
    body["expected_revision"] = json!(step.revision);
    Ok(post(
        &format!("/api/v1/dossiers/{code}/acts"),
        header,
        "application/json",
        &serde_json::to_vec(&body)?,
    ))
}
