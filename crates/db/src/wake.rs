//! Wake-ups: "something changed in this channel", in the process and across nodes.
//!
//! On PostgreSQL one thread listens for all channels of the process and sends this process's own notifications. It polls
//! for outgoing ones between waits, so a wake-up may take [`POLL`] longer; nothing is lost by that, since a subscriber
//! always reads the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ::postgres::Client;
use ::postgres::fallible_iterator::FallibleIterator;
use crossbeam_channel::{Receiver, Sender, unbounded};
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::config::Config;
use crate::outcome::{Error, Result};
use crate::postgres::{is_postgres, map, plain};

/// How long the listener waits before looking for something to send.
const POLL: Duration = Duration::from_millis(50);

/// How long to wait before connecting again.
const RECONNECT: Duration = Duration::from_secs(1);

/// The one channel of the server; ours travel in the payload, so that any name will do.
const SERVER_CHANNEL: &str = "motcua";

type Channels = Arc<Mutex<BTreeMap<String, watch::Sender<u64>>>>;

/// The channels of one process.
pub(crate) struct Wake {
    channels: Channels,
    config: Config,
    /// Names to send to other nodes; present once the thread runs.
    outgoing: Mutex<Option<Sender<String>>>,
}

impl Wake {
    pub(crate) fn new(config: &Config) -> Self {
        Self { channels: Arc::default(), config: config.clone(), outgoing: Mutex::new(None) }
    }

    pub(crate) fn notify(&self, channel: &str) {
        bump(&self.channels, channel);
        match self.link() {
            Ok(Some(link)) => drop(link.send(channel.to_owned())),
            Ok(None) => {}
            Err(error) => tracing::warn!(error = %error, "other nodes are not woken"),
        }
    }

    pub(crate) fn subscribe(&self, channel: &str) -> Result<watch::Receiver<u64>> {
        self.link()?;
        let mut channels = self.channels.lock();
        // A channel nobody listens to any more takes no room.
        channels.retain(|name, sender| name == channel || sender.receiver_count() > 0);
        Ok(channels.entry(channel.to_owned()).or_insert_with(|| watch::Sender::new(0)).subscribe())
    }

    /// The thread that talks to other nodes, started when first needed; none on SQLite.
    fn link(&self) -> Result<Option<Sender<String>>> {
        if !is_postgres(&self.config.url) {
            return Ok(None);
        }
        let mut outgoing = self.outgoing.lock();
        if let Some(link) = outgoing.as_ref() {
            return Ok(Some(link.clone()));
        }
        let (link, names) = unbounded();
        let (channels, config) = (Arc::clone(&self.channels), self.config.clone());
        std::thread::Builder::new()
            .name("motcua-wake".into())
            .spawn(move || listen(&config, &channels, &names))
            .map_err(|error| Error::Defect(format!("cannot start the wake-up thread: {error}")))?;
        *outgoing = Some(link.clone());
        Ok(Some(link))
    }
}

fn bump(channels: &Channels, channel: &str) {
    if let Some(sender) = channels.lock().get(channel) {
        sender.send_modify(|count| *count += 1);
    }
}

/// Listens and sends until the database is closed, reconnecting as needed.
fn listen(config: &Config, channels: &Channels, names: &Receiver<String>) {
    loop {
        match exchange(config, channels, names) {
            Ok(()) => return,
            Err(error) => tracing::warn!(error = %error, "wake-ups from other nodes are interrupted"),
        }
        std::thread::sleep(RECONNECT);
        // What happened meanwhile is unknown: everybody looks once.
        for sender in channels.lock().values() {
            sender.send_modify(|count| *count += 1);
        }
    }
}

fn exchange(config: &Config, channels: &Channels, names: &Receiver<String>) -> Result<()> {
    let mut client = plain(config)?;
    client.batch_execute(&format!("LISTEN {SERVER_CHANNEL}")).map_err(|error| map("wake", &error))?;
    let own = client
        .query_one("select pg_backend_pid()", &[])
        .and_then(|row| row.try_get::<_, i32>(0))
        .map_err(|error| map("wake", &error))?;
    loop {
        for channel in heard(&mut client, own)? {
            bump(channels, &channel);
        }
        let mut sending = BTreeSet::new();
        loop {
            match names.try_recv() {
                Ok(name) => drop(sending.insert(name)),
                Err(crossbeam_channel::TryRecvError::Empty) => break,
                Err(crossbeam_channel::TryRecvError::Disconnected) => return Ok(()),
            }
        }
        if !sending.is_empty() {
            let sending: Vec<String> = sending.into_iter().collect();
            // One commit for all of them: commits that notify wait for each other.
            let send = "select pg_notify($1, channel) from unnest($2::text[]) channel";
            client.execute(send, &[&SERVER_CHANNEL, &sending]).map_err(|error| map("wake", &error))?;
        }
    }
}

/// Notifications of other nodes that arrive within the waiting time, each channel once. Subscribers of this node were woken
/// before `own` connection sent theirs on.
fn heard(client: &mut Client, own: i32) -> Result<BTreeSet<String>> {
    let mut heard = BTreeSet::new();
    // The waiting time begins anew with each one: nodes that keep talking must not be listened to for ever.
    let until = Instant::now() + POLL;
    let mut notifications = client.notifications();
    let mut waiting = notifications.timeout_iter(POLL);
    while let Some(notification) = waiting.next().map_err(|error| map("wake", &error))? {
        if notification.process_id() != own {
            heard.insert(notification.payload().to_owned());
        }
        if Instant::now() >= until {
            break;
        }
    }
    Ok(heard)
}
