//! A server takes up what another node publishes, without a restart.

use crate::support::{BIRTH, House, command_id, run};
use motcua_app::designer::{OpenDossiers, Order, Origin, PublishDraft, SaveDraft, StartDraft};
use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, on_each_database};
use motcua_domain::actor::Actor;
use motcua_domain::ids::{CommandId, ProcedureCode};
use motcua_web::serve;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Publishes birth registration under another name from tomorrow on, with two designers.
pub async fn rename(house: &House, (one, two): (Arc<Actor>, Arc<Actor>), name: &str) {
    let app = &house.app;
    let code = ProcedureCode::from(BIRTH);
    let today = app.now().date();
    let command = || CommandId(command_id().parse().expect("an id"));
    let version = app.world().version_for(&code, today).expect("in force").id;
    let (title, note) = ("Đổi tên".to_owned(), String::new());
    let origin = Origin::Version(version);
    let start = StartDraft { command_id: command(), origin, title: title.clone(), note: note.clone() };
    let done = app.start_draft(Arc::clone(&one), start).await.expect("begun");
    let order = |done: motcua_app::designer::Done| Order {
        command_id: command(),
        draft: done.draft,
        seen: done.revision,
    };
    let mut definition = app.draft(Arc::clone(&one), done.draft).await.expect("a draft").content;
    name.clone_into(&mut definition.name);
    let save = SaveDraft { order: order(done), definition, title, note, based_on: None };
    let done = app.save_draft(Arc::clone(&one), save).await.expect("saved");
    let done = app.submit_draft(Arc::clone(&one), order(done), &|_| 0).await.expect("submitted");
    let done = app.approve_draft(two, order(done), String::new()).await.expect("approved");
    let publish =
        PublishDraft { order: order(done), effective_on: today.plus_days(1), open: OpenDossiers::MustBeNone };
    app.publish_draft(one, publish, &|_| 0).await.expect("published");
}

on_each_database! {
    fn a_server_takes_up_what_another_node_publishes(db: &TestDb) {
        let served = House::over(db);
        let elsewhere = match db.engine() {
            Engine::Postgres => Db::open(db.config()).expect("another node"),
            Engine::Sqlite => Db::clone(db),
        };
        let publisher = House::over(&elsewhere);
        let designer = |name: &str| publisher.app.become_demo(name).expect("a designer").signed_in.actor;
        let pair = (designer("trungtam.thietke1"), designer("trungtam.thietke2"));
        run(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let (stop, stopped) = oneshot::channel::<()>();
            let server = tokio::spawn(serve(listener, served.site.clone(), async move { drop(stopped.await) }));
            let path = format!("/procedures/{BIRTH}");
            let name = "Đăng ký khai sinh theo luật mới";
            rename(&publisher, pair, name).await;
            let tomorrow = served.app.now().date().plus_days(1);
            let code = ProcedureCode::from(BIRTH);
            let taken_up = async {
                while served.app.world().version_for(&code, tomorrow).expect("a version").name != name {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), taken_up).await.expect("taken up in time");
            let title = format!("<h1 class=\"hn-title\">{name}</h1>");
            let before = served.browser().get(&path).await.body;
            assert!(!before.contains(&title), "not before its day");
            assert!(before.contains(name), "what is to come is told");
            served.at("2026-03-12T08:00");
            assert!(served.browser().get(&path).await.body.contains(&title));
            drop(stop);
            server.await.expect("the server ends").expect("well");
        });
    }
}
