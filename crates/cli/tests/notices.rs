//! Messages to people, by the real program and over real sockets: at least once whatever dies, under one key, and by several
//! servers each once.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use motcua_db::testing::TestDb;
use motcua_db::{Db, on_each_database, params};
use motcua_store::notices::delivery;
use program::{City, Server, motcua, printed, seeded, url};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Sent to the gateway in a header; seen nowhere else.
const SECRET: &str = "the-secret-of-the-gateway";

/// What a gateway does with the n-th request, counted from 0.
type Manner = fn(usize) -> Does;

/// What it does.
enum Does {
    /// Answers.
    Answers(&'static str),
    /// Takes it, says so to the test, and does not answer until the connection is gone.
    Hangs,
}

/// A gateway for text messages that keeps the key of each request.
struct Gateway {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    hanging: Receiver<()>,
}

impl Gateway {
    fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (tell, hanging) = channel();
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, tell) = (Arc::clone(&kept), tell.clone());
                std::thread::spawn(move || talk(&stream, manner, &kept, &tell));
            }
        });
        Self { port, asked, hanging }
    }

    /// How often each key was asked.
    fn asked(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for key in self.asked.lock().expect("the keys").iter() {
            *counts.entry(key.clone()).or_default() += 1;
        }
        counts
    }

    /// A file of channels that names it.
    fn settings(&self, folder: &Path) -> String {
        let (secret, file) = (folder.join("secret"), folder.join("notices.toml"));
        std::fs::write(&secret, SECRET).expect("a file");
        let text = format!(
            "[sms]\nurl = \"http://127.0.0.1:{}/\"\nsecret_file = {:?}\n[sms.headers]\nAuthorization = \"Bearer {{secret}}\"\n\
             [sms.body]\nto = \"{{to}}\"\ntext = \"{{text}}\"\n",
            self.port,
            secret.display().to_string()
        );
        std::fs::write(&file, text).expect("a file");
        file.display().to_string()
    }
}

/// Connections may be kept: one request after the other.
fn talk(stream: &TcpStream, manner: Manner, kept: &Mutex<Vec<String>>, tell: &Sender<()>) {
    let mut reader = BufReader::new(stream);
    while let Some(head) = read(&mut reader) {
        let key = head.lines().find_map(|line| line.strip_prefix("idempotency-key: ")).unwrap_or_default();
        assert!(head.contains(&format!("authorization: bearer {SECRET}")), "{head}");
        let at = {
            let mut kept = kept.lock().expect("the keys");
            kept.push(key.to_owned());
            kept.len() - 1
        };
        match manner(at) {
            Does::Answers(answer) => {
                let whole = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n");
                if (&mut &*stream).write_all(whole.as_bytes()).is_err() {
                    return;
                }
            }
            Does::Hangs => {
                // The test may be over.
                tell.send(()).unwrap_or_default();
                drop(reader.read(&mut [0]));
                return;
            }
        }
    }
}

/// The head of a request, in small letters, with its body read away.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    reader.read_exact(&mut vec![0; length.unwrap_or(0)]).ok()?;
    Some(head)
}

fn serving(city: &City, settings: &str) -> Server {
    Server::spawn(program::program().args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--database",
        &city.url,
        "--notices",
        settings,
    ]))
}

fn receive(server: &Server, city: &City, numbers: std::ops::Range<u64>) {
    for n in numbers {
        let (status, body) = server.ask(&city.intake(n));
        assert_eq!(status, 201, "{body}");
    }
}

/// Waits until nothing is left to be shared out or sent.
fn worked_off(db: &Db) {
    worked_off_while(db, |_| {});
}

/// The same while something else happens.
fn worked_off_while(db: &Db, happens: fn(&Db)) {
    let since = Instant::now();
    loop {
        happens(db);
        let depths = db.read(delivery::depths).expect("the queues");
        if depths.unshared == 0 && depths.channels.iter().all(|one| one.queued == 0) {
            return;
        }
        assert!(since.elapsed() < Duration::from_secs(120), "{depths:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Lets all the time pass that letters wait for, leases too.
fn later(db: &Db) {
    const LATER: motcua_db::Stmt =
        motcua_db::Stmt::new("test.later", "update delivery set next_at = 0 where state = 1");
    db.write(|tx| tx.execute(&LATER, params![])).expect("time passes");
}

on_each_database! {
    fn killed_between_the_gateway_and_the_note_a_letter_goes_again_under_its_key_and_no_other_does(db: &TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let city = seeded(&url(db));
        // The third request of each life is taken and not answered: the server dies there.
        let gateway = Gateway::start(|at| if at % 3 == 2 && at < 9 { Does::Hangs } else { Does::Answers("200 OK") });
        let settings = gateway.settings(folder.path());
        let mut server = serving(&city, &settings);
        receive(&server, &city, 1..9);
        for _ in 0..3 {
            gateway.hanging.recv_timeout(Duration::from_secs(60)).expect("a letter in the gateway's hands");
            server.kill();
            later(db);
            server = serving(&city, &settings);
        }
        worked_off(db);
        drop(server);
        let asked = gateway.asked();
        assert_eq!(asked.len(), 8, "each letter, once by its key: {asked:?}");
        // What was noted is never sent again: the only ones asked twice are those in hand at the three deaths, where two
        // answers and no more were noted before each.
        assert_eq!(asked.values().sum::<usize>(), 8 + 3, "{asked:?}");
    }

    fn two_servers_share_one_queue_and_send_each_letter_once(db: &TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let city = seeded(&url(db));
        let gateway = Gateway::start(|_| Does::Answers("202 Accepted"));
        let settings = gateway.settings(folder.path());
        let servers = [serving(&city, &settings), serving(&city, &settings)];
        receive(&servers[0], &city, 1..31);
        receive(&servers[1], &city, 31..61);
        worked_off(db);
        drop(servers);
        let asked = gateway.asked();
        assert_eq!(asked.len(), 60);
        assert!(asked.values().all(|times| *times == 1), "{asked:?}");
    }

    fn a_gateway_in_trouble_loses_nothing_and_the_log_names_nobody(db: &TestDb) {
        let folder = tempfile::tempdir().expect("a folder");
        let city = seeded(&url(db));
        let gateway = Gateway::start(|at| match at {
            0 => Does::Answers("500 Oops"),
            1 => Does::Answers("429 Slowly\r\nretry-after: 1"),
            2 => Does::Answers("400 No such number"),
            _ => Does::Answers("200 OK"),
        });
        let settings = gateway.settings(folder.path());
        let log = folder.path().join("log");
        let start = || {
            let file = std::fs::File::options().create(true).append(true).open(&log).expect("a file");
            let mut command = program::program();
            command.args(["serve", "--listen", "127.0.0.1:0", "--database", &city.url, "--notices", &settings]);
            Server::spawn(command.env("MOTCUA_LOG", "debug").stderr(file))
        };
        let server = start();
        receive(&server, &city, 1..7);
        worked_off_while(db, later);
        drop(server);
        assert_eq!(gateway.asked().len(), 6);
        let dead: serde_json::Value = serde_json::from_str(&printed(&["notices", "--database", &city.url, "dead", "--json"])).expect("JSON");
        let [dead] = dead["items"].as_array().expect("a list").as_slice() else { panic!("one given up: {dead}") };
        assert_eq!((&dead["channel"], &dead["problem"]), (&"sms".into(), &"HTTP 400".into()));
        let key = dead["key"].as_str().expect("a key");
        // Asked again were the two that were told to come later, and nobody else: never means never.
        assert_eq!(gateway.asked().values().sum::<usize>(), 6 + 2, "{:?}", gateway.asked());
        let before = gateway.asked()[key];
        assert_eq!(printed(&["notices", "--database", &city.url, "retry", key]).trim(), "queued again: 1");
        assert_eq!(motcua(&["notices", "--database", &city.url, "retry", key]).status.code(), Some(1));
        let depth: serde_json::Value = serde_json::from_str(&printed(&["notices", "--database", &city.url, "depth", "--json"])).expect("JSON");
        assert_eq!((&depth["unshared"], &depth["channels"][1]["queued"], &depth["channels"][1]["dead"]), (&0.into(), &1.into(), &0.into()));
        let server = start();
        worked_off(db);
        drop(server);
        assert_eq!(gateway.asked()[key], before + 1);
        let log = std::fs::read_to_string(&log).expect("the log");
        assert!(log.contains("notice given up"), "it is told: {log}");
        for secret in [SECRET, "0912000", "84912000", "Nguyễn Thị Thử", "999000000"] {
            assert!(!log.contains(secret), "{secret} in the log: {log}");
        }
    }
}

#[test]
fn a_file_of_channels_is_held_against_what_it_should_be_and_its_messages_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notices.toml");
    let check = |text: &str| {
        std::fs::write(&file, text).expect("a file");
        motcua(&["notices", "check", &file.display().to_string()])
    };
    let sms = "[sms]\nurl = \"https://sms.example.vn/\"\n[sms.body]\nto = \"{to}\"\ntext = \"{text}\"\n";
    let output = check(&format!("{sms}[sms.texts.vi]\nreceived = \"{{dossier}} da nhan\"\n"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    let received = said.lines().find(|line| line.contains("vi received")).expect("a line");
    assert!(received.contains("own") && received.contains("segments"), "{received}");
    let output = check(&format!("{sms}[sms.texts.vi]\nreceived = \"{{dossier}} của {{name}}\"\n"));
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("{name}"));
    // A demonstration's telephones may be somebody's.
    let db = TestDb::sqlite();
    printed(&["seed", "hanoi", "--database", &url(&db)]);
    std::fs::write(&file, sms).expect("a file");
    let path = file.display().to_string();
    let refused = motcua(&["serve", "--listen", "127.0.0.1:0", "--database", &url(&db), "--notices", &path]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("this machine only"));
}
