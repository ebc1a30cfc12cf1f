//! The real program, driven from outside: commands, servers, and the API as an office's program uses it.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::client::{Client, bearer, get, post};

/// Whoever fails here has no server, database or program: nothing else can be tested then.
const WORKS: &str = "the test needs its program, server and scratch files";

/// The program under test.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command
        .env_remove("MOTCUA_DATABASE")
        .env_remove("MOTCUA_LISTEN")
        .env_remove("MOTCUA_BASE_URL")
        .env_remove("MOTCUA_NOTICES")
        // What it keeps beside a database that has no folder of its own goes where nobody takes it for a source.
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn motcua(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect(WORKS)
}

/// What it printed, when it ended well.
pub fn printed(arguments: &[&str]) -> String {
    let output = motcua(arguments);
    let text = String::from_utf8(output.stdout).expect("the program prints UTF-8");
    assert!(output.status.success(), "{arguments:?}: {text}\n{}", String::from_utf8_lossy(&output.stderr));
    text
}

/// Kinds of findings of `motcua verify`, and whether its exit code agrees with them.
pub fn verify(url: &str) -> Vec<String> {
    let output = motcua(&["verify", "--json", "--database", url]);
    let text = String::from_utf8_lossy(&output.stdout);
    let report: Value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
    let findings = report["findings"].as_array().expect("a list of findings").clone();
    assert_eq!(
        output.status.code(),
        Some(i32::from(!findings.is_empty())),
        "the exit code agrees with the list"
    );
    assert_eq!(report["clean"], findings.is_empty());
    for finding in &findings {
        let (vi, en) = (finding["message_vi"].as_str(), finding["message_en"].as_str());
        assert!(
            vi.is_some_and(|text| !text.is_empty()) && en.is_some_and(|text| !text.is_empty()),
            "{finding}"
        );
    }
    findings.iter().map(|finding| finding["kind"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The URL of a test database.
pub fn url(db: &motcua_db::testing::TestDb) -> String {
    db.config().url.clone()
}

/// A city with one counter officer's token.
pub struct City {
    /// Database.
    pub url: String,
    /// The authorization header.
    pub header: String,
    /// The counter's unit key.
    pub at: String,
}

/// Seeds Hanoi and makes a token for a counter officer.
pub fn seeded(url: &str) -> City {
    printed(&["seed", "hanoi", "--database", url]);
    let token = printed(&["officer", "--database", url, "token", "badinh.motcua1"]);
    City { url: url.to_owned(), header: bearer(token.trim()), at: "diem-00004".to_owned() }
}

impl City {
    /// A filing of the n-th made-up person at the counter, with a command id that can be sent again.
    pub fn intake(&self, n: u64) -> Vec<u8> {
        let body = json!({
            "command_id": uuid::Uuid::from_u128((0x0199_0000_0000_7000_8000u128 << 48) | u128::from(n)),
            "procedure": "1.001193",
            "owner": {
                "personal_id": format!("999{n:09}"), "name": "Nguyễn Thị Thử", "phone": format!("0912{n:06}"),
            },
            "provenance": "counter",
            "at": self.at,
            "receive": true,
            "papers": papers(),
            "paper": "yes",
        });
        post("/api/v1/dossiers", &self.header, "application/json", body.to_string().as_bytes())
    }

    /// A look at a dossier.
    pub fn look(&self, code: &str) -> Vec<u8> {
        get(&format!("/api/v1/dossiers/{code}"), &self.header)
    }
}

/// The papers birth registration needs.
fn papers() -> &'static Value {
    static PAPERS: OnceLock<Value> = OnceLock::new();
    PAPERS.get_or_init(|| {
        let city = motcua_city::hanoi().expect("the city compiled in");
        let version =
            city.procedures.iter().find(|v| v.code.as_str() == "1.001193").expect("birth registration");
        let needed = version.papers.iter().filter(|paper| paper.required);
        needed.map(|paper| json!({ "key": paper.key, "form": paper.form, "count": 1 })).collect()
    })
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Serves a database on a free port.
    pub fn start(url: &str) -> Self {
        Self::spawn(program().args(["serve", "--listen", "127.0.0.1:0", "--database", url]))
    }

    /// The same by a command of the caller's own.
    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect(WORKS);
        let out = child.stdout.take().expect(WORKS);
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line).expect(WORKS);
        let address = line.trim().rsplit('/').next().and_then(|text| text.parse().ok());
        let address = address.unwrap_or_else(|| panic!("the server did not start: {line}"));
        Self::ready(child, address)
    }

    /// The same by a command that is told where to listen, whatever becomes of what it prints.
    pub fn at(command: &mut Command, address: SocketAddr) -> Self {
        Self::ready(command.spawn().expect(WORKS), address)
    }

    fn ready(child: Child, address: SocketAddr) -> Self {
        let server = Self { child, address };
        let asked = Instant::now();
        while server.try_ask(&get("/readyz", "")).map(|(status, _)| status) != Some(200) {
            assert!(asked.elapsed() < Duration::from_secs(30), "the server did not become ready");
            std::thread::sleep(Duration::from_millis(5));
        }
        server
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().expect(WORKS);
        self.child.wait().expect(WORKS);
    }

    /// One request on a connection of its own.
    pub fn ask(&self, request: &[u8]) -> (u16, Value) {
        self.try_ask(request).expect("an answer")
    }

    /// The same, when there may be none.
    pub fn try_ask(&self, request: &[u8]) -> Option<(u16, Value)> {
        let whole = self.exchange(request)?;
        Some((whole.0, whole.2))
    }

    /// Status, head and JSON body (null when it is none).
    pub fn exchange(&self, request: &[u8]) -> Option<(u16, String, Value)> {
        runtime().block_on(async {
            let mut client = Client::connect(self.address).await.ok()?;
            let answer = client.send(request).await.ok()?;
            let body = serde_json::from_slice(answer.body).unwrap_or(Value::Null);
            Some((answer.status, answer.head.to_owned(), body))
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already is as good as killed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A runtime on the test's own thread.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect(WORKS)
}
