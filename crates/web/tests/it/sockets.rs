//! Bytes on the wire as no browser sends them: bodies without end or of untrue length, lengths that contradict each other,
//! clients that trickle, crowds. Over real sockets, because what matters happens before a handler runs.

use crate::server::{read, start};
use crate::support::{story, story_with};
use motcua_web::Limits;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("connected")
}

/// Sends a text and reads what comes.
async fn tell(address: SocketAddr, text: &str) -> String {
    let mut client = connect(address).await;
    client.write_all(text.as_bytes()).await.expect("written");
    read(&mut client, Duration::from_secs(2)).await
}

/// Whether the server still answers.
async fn alive(address: SocketAddr) {
    let answer = tell(address, "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn ten_gigabytes_are_refused_before_they_come() {
    story(async |house| {
        let (address, stop, server) = start(&house).await;
        for path in ["/track", "/language", "/text-size", "/desk/sign-in"] {
            let head =
                format!("POST {path} HTTP/1.1\r\nhost: x\r\n{FORM}content-length: 10737418240\r\n\r\ncode=");
            let started = Instant::now();
            let answer = tell(address, &head).await;
            assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
            assert!(started.elapsed() < Duration::from_secs(5), "{path} is refused at once");
        }
        // Told nothing beforehand, the reader stops where the limit is and does not take in the rest.
        for path in ["/track", "/desk/sign-in"] {
            let mut client = connect(address).await;
            let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\n{FORM}transfer-encoding: chunked\r\n\r\n");
            client.write_all(head.as_bytes()).await.expect("written");
            let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
            let mut sent = 0usize;
            while sent < 4096 && client.write_all(chunk.as_bytes()).await.is_ok() {
                sent += 1;
                let mut peek = [0u8; 1];
                if matches!(
                    tokio::time::timeout(Duration::from_millis(2), client.peek(&mut peek)).await,
                    Ok(Ok(_))
                ) {
                    break;
                }
            }
            let answer = read(&mut client, Duration::from_secs(2)).await;
            // A client that goes on sending may find the connection closed before it reads the answer.
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
            assert!(sent < 400, "{path}: {sent} chunks of 64 KiB were taken in");
        }
        alive(address).await;
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn lengths_that_contradict_each_other_are_refused() {
    story(async |house| {
        let (address, stop, server) = start(&house).await;
        let smuggled = "GET /desk HTTP/1.1\r\nhost: x\r\n\r\n";
        let bad = [
            format!(
                "POST /track HTTP/1.1\r\nhost: x\r\n{FORM}content-length: 4\r\ncontent-length: 40\r\n\r\ncode{smuggled}"
            ),
            format!("POST /track HTTP/1.1\r\nhost: x\r\n{FORM}content-length: +4\r\n\r\ncode{smuggled}"),
            format!(
                "POST /track HTTP/1.1\r\nhost: x\r\n{FORM}transfer-encoding: chunked, identity\r\n\r\n4\r\ncode\r\n0\r\n\r\n{smuggled}"
            ),
            format!(
                "POST /track HTTP/1.1\r\nhost: x\r\n{FORM}transfer-encoding: chunked\r\n\r\nzz\r\ncode\r\n0\r\n\r\n{smuggled}"
            ),
            "GET / HTTP/1.1\r\nhost: x\r\nx-a: 1\r\n b\r\n\r\n".to_owned(),
            "GET / HTTP/9.9\r\nhost: x\r\n\r\n".to_owned(),
            "GET /\u{1}x HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
            format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "a".repeat(400_000)),
            format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-a: b\r\n".repeat(100)),
        ];
        for text in bad {
            let answer = tell(address, &text).await;
            let first = answer.lines().next().unwrap_or_default().to_owned();
            let refused =
                answer.is_empty() || first.starts_with("HTTP/1.1 400") || first.starts_with("HTTP/1.1 431");
            assert!(refused, "{text:.120}: {first}");
            assert_eq!(
                answer.matches("HTTP/1.1 ").count(),
                usize::from(!answer.is_empty()),
                "one answer: {answer}"
            );
        }
        alive(address).await;
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn a_host_of_the_client_s_choice_stands_nowhere_in_the_answer() {
    story(async |house| {
        let (address, stop, server) = start(&house).await;
        for head in [
            "GET / HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: evil.example\r\n",
            "GET http://evil.example/ HTTP/1.1\r\nhost: evil.example\r\n",
            "GET /desk HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-proto: https\r\n",
            "GET /api/openapi.json HTTP/1.1\r\nhost: evil.example\r\n",
            "GET /favicon.ico HTTP/1.1\r\nhost: evil.example\r\n",
        ] {
            let answer = tell(address, &format!("{head}connection: close\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 "), "{head}");
            assert!(!answer.contains("evil.example"), "{head}: {answer}");
        }
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn bodies_that_trickle_hold_no_place() {
    let limits = Limits {
        public_places: 2,
        mine_places: 2,
        counter_places: 2,
        waiting: 4,
        patience: Duration::from_millis(50),
        body_time: Duration::from_secs(4),
        ..Limits::default()
    };
    story_with(limits, async |house| {
        let (address, stop, server) = start(&house).await;
        let mut slow = Vec::new();
        for n in 0..24 {
            let path = ["/track", "/language", "/desk/sign-in", "/api/v1/dossiers"][n % 4];
            let kind = if n % 4 == 3 { "content-type: application/json\r\n" } else { FORM };
            // Cookies and tokens made up: they open nothing, and must not hold anything either.
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\ncookie: mc_session=made-up\r\nauthorization: Bearer made-up\r\n{kind}content-length: 40\r\n\r\nc"
            );
            let mut client = connect(address).await;
            client.write_all(head.as_bytes()).await.expect("written");
            slow.push(client);
        }
        tokio::time::timeout(Duration::from_secs(3), async {
            while house.site.web.arriving.bodies() < 24 {
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("their bodies are waited for");
        for path in ["/", "/procedures", "/desk/sign-in", "/track"] {
            let answer =
                tell(address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{path} beside 24 slow bodies: {answer:.200}");
        }
        // The first is waited for until its time is over; the others have been answered by then.
        let patience = [6_000].into_iter().chain(std::iter::repeat(500)).map(Duration::from_millis);
        for (mut client, patience) in slow.into_iter().zip(patience) {
            let answer = read(&mut client, patience).await;
            assert!(answer.starts_with("HTTP/1.1 408"), "{answer:.200}");
        }
        assert_eq!(house.site.web.arriving.bodies(), 0);
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}

/// Asks for a page again and again; counts answers of 200 and of 503.
async fn crowd(address: SocketAddr, head: String, until: Instant) -> (u32, u32) {
    let (mut served, mut shed) = (0, 0);
    let mut client = connect(address).await;
    let mut buffer = vec![0u8; 256 * 1024];
    while Instant::now() < until {
        if client.write_all(head.as_bytes()).await.is_err() {
            client = connect(address).await;
            continue;
        }
        let n = client.read(&mut buffer).await.unwrap_or(0);
        let first = String::from_utf8_lossy(&buffer[..n.min(12)]).into_owned();
        match first.as_str() {
            "HTTP/1.1 200" => served += 1,
            "HTTP/1.1 503" => {
                shed += 1;
                let mut text = String::from_utf8_lossy(&buffer[..n]).into_owned();
                if !text.contains("overloaded") {
                    text.push_str(&read(&mut client, Duration::from_millis(200)).await);
                }
                assert!(text.contains("retry-after: "), "{text}");
                assert!(text.contains("quá tải") && text.contains("overloaded"), "in both languages: {text}");
            }
            _ => {}
        }
        // Each answer on a connection of its own: the rest of a long page is not read.
        client = connect(address).await;
    }
    (served, shed)
}

#[test]
fn a_surge_of_the_public_is_shed_and_the_counters_are_not() {
    let limits =
        Limits { public_places: 2, waiting: 4, patience: Duration::from_millis(30), ..Limits::default() };
    story_with(limits, async |house| {
        let officer = house.signed_in("hongha.motcua1").await;
        let cookie = officer.cookie("mc_session").expect("a session").to_owned();
        let (address, stop, server) = start(&house).await;
        let until = Instant::now() + Duration::from_secs(3);
        let public = (0..60).map(|_| {
            let head = "GET /procedures HTTP/1.1\r\nhost: x\r\n\r\n".to_owned();
            tokio::spawn(crowd(address, head, until))
        });
        let public: Vec<_> = public.collect();
        let counters = (0..3).map(|_| {
            let head = format!("GET /desk HTTP/1.1\r\nhost: x\r\ncookie: mc_session={cookie}\r\n\r\n");
            tokio::spawn(crowd(address, head, until))
        });
        let counters: Vec<_> = counters.collect();
        let (mut served, mut shed) = (0, 0);
        for one in public {
            let (good, refused) = one.await.expect("the task lives");
            (served, shed) = (served + good, shed + refused);
        }
        assert!(served > 0 && shed > 0, "public: {served} served, {shed} shed");
        for one in counters {
            let (good, refused) = one.await.expect("the task lives");
            assert!(good > 0, "an officer is served during the surge");
            assert_eq!(refused, 0, "no officer is turned away for the public's sake");
        }
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}
