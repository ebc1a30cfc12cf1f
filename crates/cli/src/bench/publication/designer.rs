//! Two designers at their pages: a draft from a version, its text changed, submitted, approved by the other, published; and
//! dossiers in hand passed to the version in force.

use anyhow::{Context, Result, bail};
use motcua_domain::ids::VersionId;
use std::net::SocketAddr;
use std::time::Duration;

use super::super::client::{Client, get, post};

/// One of them, signed in.
pub struct Designer {
    client: Client,
    /// The header with the session.
    cookie: String,
}

/// A page, or where an act led.
struct Shown {
    body: String,
    location: String,
}

/// A new version of a procedure with another name, in force from a day (`24/7/2026`): everything a designer does.
pub async fn publish(
    author: &mut Designer,
    other: &mut Designer,
    code: &str,
    name: &str,
    day: &str,
) -> Result<()> {
    let about = format!("/desk/designer/{code}");
    let page = author.page(&about).await?;
    let form = form(&page.body, "draft")?;
    let from = chosen(form, "from")?;
    let path = author
        .act(&page.body, "draft", &format!("{about}/draft"), &[("from", &from), ("title", name)])
        .await?;
    let text = author.page(&format!("{path}/files/draft.toml")).await?.body;
    author.upload(&path, &renamed(&text, name)?).await?;
    let page = author.page(&path).await?;
    author.act(&page.body, "submit", &format!("{path}/acts/submit"), &[]).await?;
    let page = other.page(&path).await?;
    other.act(&page.body, "approve", &format!("{path}/acts/approve"), &[("note", "")]).await?;
    let page = author.page(&format!("{path}/publish")).await?;
    let fields = [("effective_on", day)];
    author.act(&page.body, "publish", &format!("{path}/acts/publish"), &fields).await?;
    Ok(())
}

/// How many dossiers pass from one version of a procedure to another, once all did that can.
pub async fn pass(
    designer: &mut Designer,
    code: &str,
    (from, to): (VersionId, VersionId),
    reason: &str,
) -> Result<u64> {
    let path = format!("/desk/designer/{code}/pass/{from}/{to}");
    let page = designer.page(&path).await?;
    let order = designer.act(&page.body, "pass", &path, &[("note", reason)]).await?;
    for _ in 0..600 {
        let page = designer.page(&order).await?.body;
        if page.contains("<dt>Xong lúc</dt>") {
            let passed = page.split("<dt>Đã chuyển</dt><dd>").nth(1).and_then(|rest| rest.split('<').next());
            let passed: String = passed.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
            return passed.parse().context("how many dossiers passed");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("{order}: the dossiers have not passed within a minute")
}

impl Designer {
    /// Opens a connection.
    pub async fn connect(address: SocketAddr, cookie: String) -> Result<Self> {
        Ok(Self { client: Client::connect(address).await.context("a designer's connection")?, cookie })
    }

    async fn page(&mut self, path: &str) -> Result<Shown> {
        let request = get(path, &self.cookie);
        self.ask(path, &request, 200).await
    }

    /// Does an act by the form on a page; where it led, without the query.
    async fn act(&mut self, page: &str, act: &str, path: &str, fields: &[(&str, &str)]) -> Result<String> {
        let fields = hidden(form(page, act)?).into_iter().chain(fields.iter().copied());
        let fields: Vec<String> = fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let body = fields.join("&");
        let request = post(path, &self.cookie, "application/x-www-form-urlencoded", body.as_bytes());
        let led = self.ask(path, &request, 303).await?.location;
        let led = led.split('?').next().unwrap_or_default();
        Ok(led.trim_end_matches("/publish").to_owned())
    }

    /// Writes a draft from a text.
    async fn upload(&mut self, path: &str, text: &str) -> Result<()> {
        let page = self.page(&format!("{path}/files")).await?.body;
        let mut body = String::new();
        let form = page.split("/upload\"").nth(1).context("no form for a file")?;
        for (name, value) in hidden(form.split("</form>").next().unwrap_or_default()) {
            body.push_str(&format!(
                "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!(
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"draft.toml\"\r\n\r\n{text}\r\n--b--\r\n"
        ));
        let upload = format!("{path}/upload");
        let request = post(&upload, &self.cookie, "multipart/form-data; boundary=b", body.as_bytes());
        self.ask(&upload, &request, 303).await.map(drop)
    }

    async fn ask(&mut self, path: &str, request: &[u8], wanted: u16) -> Result<Shown> {
        let answer = self.client.send(request).await.with_context(|| path.to_owned())?;
        let body = String::from_utf8_lossy(answer.body).into_owned();
        if answer.status != wanted {
            let summary = body.split("id=\"error-summary\"").nth(1).unwrap_or(&body);
            let summary: String = summary.chars().take(600).collect();
            bail!("{path} answered {}: {summary}", answer.status);
        }
        let location = answer.header("location").unwrap_or_default().to_owned();
        Ok(Shown { body, location })
    }
}

/// The form of an act.
fn form<'a>(page: &'a str, act: &str) -> Result<&'a str> {
    let at = page.find(&format!("id=\"act-{act}\"")).with_context(|| format!("{act} is not offered"))?;
    Ok(page[at..].split("</form>").next().unwrap_or_default())
}

/// The hidden fields of a form.
fn hidden(form: &str) -> Vec<(&str, &str)> {
    let tags = form.split("<input type=\"hidden\"").skip(1);
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.split('>').next()?;
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// What a list has chosen.
fn chosen(form: &str, name: &str) -> Result<String> {
    let list = form.split(&format!("name=\"{name}\"")).nth(1).context("no such list")?;
    let option = list.split("<option ").find(|option| option.contains(" selected"));
    let value = option.and_then(|option| option.split("value=\"").nth(1)?.split('"').next());
    value.map(str::to_owned).context("nothing is chosen")
}

/// The text of a procedure under another name.
fn renamed(text: &str, name: &str) -> Result<String> {
    let line = text.lines().find(|line| line.starts_with("name = ")).context("a text without a name")?;
    Ok(text.replacen(line, &format!("name = \"{name}\""), 1))
}

/// For the body of a form.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'-' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
