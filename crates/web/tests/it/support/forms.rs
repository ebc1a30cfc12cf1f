//! Forms of the desk, sent as they stand on their pages.

use super::{Answer, Browser};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};

/// An act's form on a dossier's page.
#[derive(Clone)]
pub struct ActForm {
    /// Where it is sent to.
    pub action: String,
    pub csrf: String,
    pub command: String,
    pub revision: String,
}

impl Browser {
    /// The form of an act that the page of a dossier offers.
    pub async fn form(&mut self, path: &str, act: &str) -> ActForm {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (command, revision) =
            page.act(act).unwrap_or_else(|| panic!("{act} is offered; offered are {:?}", page.acts()));
        ActForm { action: format!("{path}/acts/{act}"), csrf: page.field("csrf"), command, revision }
    }

    /// Sends an act's form with some fields filled in.
    pub async fn send_form(&mut self, form: &ActForm, fields: &[(&str, &str)]) -> Answer {
        let hidden = [
            ("csrf", form.csrf.as_str()),
            ("command_id", &form.command),
            ("expected_revision", &form.revision),
        ];
        self.post(&form.action, &[&hidden[..], fields].concat()).await
    }

    /// Does an act on a dossier by its form, and is led back to the dossier.
    pub async fn act(&mut self, path: &str, act: &str, fields: &[(&str, &str)]) {
        let form = self.form(path, act).await;
        let answer = self.send_form(&form, fields).await;
        assert_eq!(answer.location(), format!("{path}?done={act}"));
    }

    /// Sends the intake form by one of its buttons.
    pub async fn intake(&mut self, button: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get("/desk/intake").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let (csrf, command) = (page.field("csrf"), page.field("command_id"));
        let hidden = [("csrf", csrf.as_str()), ("command_id", &command), ("do", button)];
        self.post("/desk/intake", &[&hidden[..], fields].concat()).await
    }
}

impl Answer {
    /// The value of the first input of this name.
    pub fn field(&self, name: &str) -> String {
        let marker = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&marker).unwrap_or_else(|| panic!("a field {name} in {}", self.body));
        self.body[at + marker.len()..].split('"').next().unwrap_or_default().to_owned()
    }

    /// The value of a hidden field in the form of a class.
    pub fn form_field(&self, class: &str, name: &str) -> String {
        let at = self.body.find(class).unwrap_or_else(|| panic!("a form {class} in {}", self.body));
        let marker = format!("name=\"{name}\" value=\"");
        let rest = self.body[at..]
            .split(&marker)
            .nth(1)
            .unwrap_or_else(|| panic!("a field {name} in {}", self.body));
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The hidden fields of an act's form: command id and revision.
    pub fn act(&self, act: &str) -> Option<(String, String)> {
        let at = self.body.find(&format!("id=\"act-{act}\""))?;
        let form = self.body[at..].split("</form>").next().unwrap_or_default();
        let part = Answer {
            status: self.status,
            headers: HeaderMap::new(),
            body: form.to_owned(),
            bytes: Bytes::new(),
            events: None,
        };
        Some((part.field("command_id"), part.field("expected_revision")))
    }

    /// The acts offered.
    pub fn acts(&self) -> Vec<String> {
        let parts = self.body.split("id=\"act-").skip(1);
        parts.map(|part| part.split('"').next().unwrap_or_default().to_owned()).collect()
    }

    /// What the summary of errors says.
    pub fn error_summary(&self) -> &str {
        let summary = self.body.split("id=\"error-summary\"").nth(1);
        let list = summary.and_then(|rest| rest.split("</ul>").next());
        list.unwrap_or_else(|| panic!("a summary in {}", self.body))
    }

    /// Where a redirect leads, without its query.
    pub fn led_to(&self) -> &str {
        self.location().split('?').next().unwrap_or_default()
    }
}
