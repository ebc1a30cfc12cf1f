//! The server itself, over real sockets: keep-alive, slow clients, farewell.

use crate::support::{House, story, story_with};
use motcua_web::{Limits, serve};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server on a free port, told to stop by dropping or using the sender.
pub async fn start(house: &House) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<std::io::Result<()>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let site = house.site.clone();
    let server = tokio::spawn(serve(listener, site, async move { drop(stopped.await) }));
    (address, stop, server)
}

/// Reads until the connection ends or nothing comes for a while.
pub async fn read(stream: &mut TcpStream, patience: Duration) -> String {
    let mut text = Vec::new();
    let mut buffer = [0u8; 4096];
    while let Ok(Ok(n)) = tokio::time::timeout(patience, stream.read(&mut buffer)).await {
        if n == 0 {
            break;
        }
        text.extend_from_slice(&buffer[..n]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

#[test]
fn connections_are_kept_and_slow_ones_are_ended() {
    let limits = Limits {
        header_time: Duration::from_millis(300),
        body_time: Duration::from_millis(300),
        ..Limits::default()
    };
    story_with(limits, async |house| {
        let (address, stop, server) = start(&house).await;
        let mut kept = TcpStream::connect(address).await.expect("connected");
        for _ in 0..2 {
            kept.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("written");
            let answer = read(&mut kept, Duration::from_millis(100)).await;
            assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
        }
        let mut slow = TcpStream::connect(address).await.expect("connected");
        slow.write_all(b"GET /healthz HTTP/1.1\r\nhost:").await.expect("written");
        let started = Instant::now();
        let answer = read(&mut slow, Duration::from_secs(5)).await;
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "a head that does not come is not waited for: {answer}"
        );

        let mut slow = TcpStream::connect(address).await.expect("connected");
        let head = "POST /track HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 10\r\n\r\ncode";
        slow.write_all(head.as_bytes()).await.expect("written");
        let answer = read(&mut slow, Duration::from_secs(2)).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        stop.send(()).expect("the server listens");
        server.await.expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn a_request_under_way_is_finished_when_the_server_stops() {
    story(async |house| {
        let (address, stop, server) = start(&house).await;
        let mut client = TcpStream::connect(address).await.expect("connected");
        client.write_all(b"POST /track HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 5\r\n\r\nco").await.expect("written");
        tokio::time::timeout(Duration::from_secs(5), async {
            // The head was read: the request waits for its body.
            while house.site.web.arriving.bodies() == 0 {
                tokio::task::yield_now().await;
            }
            stop.send(()).expect("the server listens");
            client.write_all(b"de=").await.expect("still open");
            let answer = read(&mut client, Duration::from_secs(2)).await;
            assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
        })
        .await
        .expect("answered in time");
        server.await.expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn open_streams_end_when_the_server_stops_and_hold_no_place_of_requests() {
    story(async |house| {
        let officer = house.signed_in("hongha.motcua1").await;
        let cookie = officer.cookie("mc_session").expect("a session");
        let (address, stop, server) = start(&house).await;
        let mut client = TcpStream::connect(address).await.expect("connected");
        let head =
            format!("GET /desk/counts/stream HTTP/1.1\r\nhost: x\r\ncookie: mc_session={cookie}\r\n\r\n");
        client.write_all(head.as_bytes()).await.expect("written");
        let first = read(&mut client, Duration::from_millis(500)).await;
        assert!(first.contains("event: counts"), "{first}");
        assert_eq!(house.site.web.counter.busy(), 0, "an idle stream is no request under way");
        stop.send(()).expect("the server listens");
        let ended = tokio::time::timeout(Duration::from_secs(5), server).await;
        ended.expect("not kept by the stream").expect("the task lives").expect("ended in peace");
    });
}

#[test]
fn ten_times_the_capacity_is_turned_away_early_and_the_rest_is_served() {
    let limits =
        Limits { public_places: 4, waiting: 8, patience: Duration::from_millis(50), ..Limits::default() };
    story_with(limits, async |house| {
        let (address, stop, server) = start(&house).await;
        let asks = (0..120).map(|_| {
            tokio::spawn(async move {
                let mut client = TcpStream::connect(address).await.expect("connected");
                client
                    .write_all(b"GET /procedures HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                    .await
                    .expect("written");
                read(&mut client, Duration::from_secs(10)).await
            })
        });
        let asks: Vec<_> = asks.collect();
        let mut served = 0;
        for ask in asks {
            let answer = ask.await.expect("answered");
            if answer.starts_with("HTTP/1.1 200") {
                served += 1;
            } else {
                assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
                assert!(answer.contains("retry-after: 1"), "{answer}");
            }
        }
        assert!(served >= 4, "those with a place are served: {served}");
        let mut after = TcpStream::connect(address).await.expect("connected");
        after
            .write_all(b"GET /procedures HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .expect("written");
        assert!(
            read(&mut after, Duration::from_secs(5)).await.starts_with("HTTP/1.1 200"),
            "normal again at once"
        );
        drop(stop);
        server.await.expect("the task lives").expect("ended in peace");
    });
}
