//! Inboxes: one queue of the officer's unit, or what is due, twenty rows a page.

use super::counts::Counts;
use super::menu::{behind, soon};
use super::{field_scope, fresh_command};
use crate::access_log::AccessLog;
use crate::form::Form;
use crate::limits::INBOX_ROWS;
use crate::page::{desk, html};
use crate::paths;
use crate::present::{labels, pick, procedure_name, rows};
use crate::problem::{Problem, Result};
use crate::session::Officer;
use crate::state::Web;
use axum::extract::{RawQuery, State};
use motcua_app::World;
use motcua_calendar::Moment;
use motcua_domain::desk::Queue as Desk;
use motcua_domain::ids::{FieldCode, OfficerId, ProcedureCode, UnitId};
use motcua_domain::procedure::Channel;
use motcua_store::queries::inbox;
use motcua_views::desk::{Bulk, Filters, InboxPage, InboxRow};
use motcua_views::format::count;
use motcua_views::{Choice, Key, Lang, Link, Queue, t};
use std::sync::Arc;

/// What a list is asked for, owned so that it can go to a reader thread.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Whose desk.
    pub unit: UnitId,
    /// Which list.
    pub view: inbox::View,
    /// Field scope.
    pub fields: Option<Vec<FieldCode>>,
    /// Only this officer's.
    pub officer: Option<OfficerId>,
    /// Only this procedure.
    pub procedure: Option<ProcedureCode>,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Where the page before ended.
    pub after: Option<inbox::Cursor>,
    /// Rows.
    pub limit: u32,
}

impl Asked {
    /// Reads one page.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn page(self, web: &Web) -> Result<inbox::Page> {
        let read = web.app.read(move |tx, _| {
            let query = inbox::Query {
                unit: self.unit,
                queue: self.view,
                fields: self.fields.as_deref(),
                officer: self.officer,
                procedure: self.procedure.as_ref(),
                channel: self.channel,
                after: self.after,
                limit: self.limit,
            };
            Ok(inbox::page(tx, &query)?)
        });
        Ok(read.await?)
    }
}

/// The store's list behind a queue of the menu.
#[must_use]
pub fn view_of(queue: Queue, world: &World, unit: UnitId, now: Moment) -> Option<inbox::View> {
    match queue {
        Queue::DueSoon => Some(inbox::View::DueSoon { now, until: soon(world, unit, now) }),
        Queue::Overdue => Some(inbox::View::Overdue { now }),
        Queue::Mine => Some(inbox::View::Queue(Desk::Processing)),
        other => behind(other).map(inbox::View::Queue),
    }
}

/// A channel by its key.
#[must_use]
pub fn channel_of(key: &str) -> Option<Channel> {
    match key {
        "counter" => Some(Channel::Counter),
        "online" => Some(Channel::Online),
        "post" => Some(Channel::Post),
        _ => None,
    }
}

/// `/desk/dossiers?queue=&procedure=&channel=&mine=&after=`
pub async fn show(State(web): State<Arc<Web>>, officer: Officer, RawQuery(query): RawQuery) -> Result {
    let form = Form::of_query(query.as_deref());
    let queue =
        form.given("queue").map_or(Some(Queue::InProgress), Queue::parse).ok_or_else(Problem::no_page)?;
    let fields = field_scope(&officer)?;
    let (now, world, lang) = (web.app.now(), web.app.world(), officer.lang());
    let unit = officer.who.unit;
    let view = view_of(queue, &world, unit, now).ok_or_else(Problem::no_page)?;
    let mine = form.get("mine") == "1" || queue == Queue::Mine;
    let asked = Asked {
        unit,
        view,
        fields,
        officer: mine.then_some(officer.who.officer),
        procedure: form.given("procedure").map(ProcedureCode::from),
        channel: channel_of(form.get("channel")),
        after: form.get("after").parse().ok(),
        limit: INBOX_ROWS,
    };
    let first = asked.after.is_some().then(|| href(queue, &form, None));
    let filtered = mine || asked.procedure.is_some() || asked.channel.is_some();
    let counts = Counts::of(&web, unit).await?;
    let found = asked.page(&web).await?;
    AccessLog::note(&web, &officer.who, None, "list");
    let bulk = bulk_of(&web, lang, &world, queue, &found.rows)?;
    let rows: Vec<InboxRow> = found
        .rows
        .iter()
        .map(|row| InboxRow { selectable: bulk.is_some(), ..rows::of_inbox(lang, &world, row, now) })
        .collect();
    let known = counts.menu().into_iter().find(|(known, _)| *known == queue);
    let view = InboxPage {
        page: desk(&web, &world, &officer, &counts, queue.label(lang), queue.key()),
        queue: queue.key().to_owned(),
        total: known.filter(|_| !filtered).map(|(_, n)| count(lang, n)),
        filters: filters(lang, &world, &form, mine),
        bulk: bulk.filter(|_| !rows.is_empty()),
        empty_text: queue.empty_text(lang).to_owned(),
        empty_link: Some(Link::new(t(lang, Key::DeskHome), "/desk")),
        first,
        next: found.next.map(|cursor| href(queue, &form, Some(&cursor.to_string()))),
        rows,
    };
    Ok(html(view.render()))
}

fn href(queue: Queue, form: &Form, after: Option<&str>) -> String {
    let mut href = queue.href();
    for name in ["procedure", "channel", "mine"] {
        if let Some(value) = form.given(name) {
            href.push_str(&format!("&{name}={}", paths::escape(value)));
        }
    }
    if let Some(after) = after {
        href.push_str(&format!("&after={}", paths::escape(after)));
    }
    href
}

fn filters(lang: Lang, world: &World, form: &Form, mine: bool) -> Filters {
    let channel = form.get("channel");
    let mut channels = vec![Choice::new("", pick(lang, "Mọi kênh", "Every channel")).chosen_if(channel)];
    for (key, value) in [("counter", Channel::Counter), ("online", Channel::Online), ("post", Channel::Post)]
    {
        channels.push(Choice::new(key, labels::channel(lang, value)).chosen_if(channel));
    }
    let procedure = form.get("procedure");
    let mut procedures =
        vec![Choice::new("", pick(lang, "Mọi thủ tục", "Every procedure")).chosen_if(procedure)];
    // The common ones, and the one chosen: nobody picks from seven hundred.
    for version in world.catalogue.search("", 30) {
        procedures
            .push(Choice::new(version.code.as_str(), procedure_name(lang, version)).chosen_if(procedure));
    }
    if !procedure.is_empty() && !procedures.iter().any(|choice| choice.chosen) {
        let name = world.versions_of(&ProcedureCode::from(procedure)).last();
        let label =
            name.map_or_else(|| procedure.to_owned(), |version| procedure_name(lang, version).to_owned());
        procedures.push(Choice::new(procedure, label).chosen_if(procedure));
    }
    Filters { procedures, channels, mine }
}

/// The bulk form of a queue whose dossiers can be handed over: the units their next steps lead to.
fn bulk_of(web: &Web, lang: Lang, world: &World, queue: Queue, rows: &[inbox::Row]) -> Result<Option<Bulk>> {
    if queue != Queue::Received {
        return Ok(None);
    }
    Ok(Some(bulk(lang, receivers(world, rows), "", fresh_command(web)?)))
}

/// The bulk form itself.
#[must_use]
pub fn bulk(lang: Lang, receivers: Vec<(UnitId, String)>, chosen: &str, command_id: String) -> Bulk {
    let mut choices = vec![
        Choice::new("next", pick(lang, "Đơn vị của bước tiếp theo", "The unit of each next step"))
            .chosen_if(chosen),
    ];
    choices
        .extend(receivers.into_iter().map(|(id, name)| Choice::new(id.to_string(), name).chosen_if(chosen)));
    Bulk {
        action: "/desk/handover".into(),
        receivers: choices,
        submit: pick(lang, "Bàn giao các hồ sơ đã chọn", "Hand over the chosen dossiers").to_owned(),
        command_id,
    }
}

/// Units that the next steps of these dossiers lead to, as far as their procedures tell.
#[must_use]
pub fn receivers(world: &World, rows: &[inbox::Row]) -> Vec<(UnitId, String)> {
    use motcua_domain::procedure::Competence;
    let mut units: Vec<UnitId> = Vec::new();
    for row in rows {
        let holder = world.units.get(row.holder);
        let version = world.version(row.version);
        let next = version.and_then(|version| match version.competence {
            Competence::Agency(unit) => Some(unit),
            Competence::Commune => holder.and_then(|unit| unit.parent),
        });
        if let Some(next) = next.filter(|next| !units.contains(next)) {
            units.push(next);
        }
    }
    units.into_iter().map(|id| (id, crate::present::unit(world, id))).collect()
}
