//! A reorganisation of units, killed again and again in the middle and gone on with.

#[path = "../src/bench/client.rs"]
#[allow(dead_code)]
mod client;
#[path = "support/program.rs"]
#[allow(dead_code)]
mod program;

use motcua_db::testing::TestDb;
use motcua_db::{Db, on_each_database, params};
use program::{motcua, printed, program, url, verify};
use std::io::Write;
use std::time::Instant;

/// Two wards become one, with their service points, and a third loses one field to it.
const PLAN: &str = r#"
key = "hai-thanh-mot"
effective_on = "2026-01-05"
basis = "Nghị quyết thử"

[[end]]
unit = "00008"
successor = "00004"

[[end]]
unit = "diem-00008"
successor = "diem-00004"

[[transfer]]
unit = "so-noi-vu"
rule = [{ to = "so-tu-phap" }]
"#;

fn plan(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a scratch file");
    file.write_all(text.as_bytes()).expect("a scratch file");
    file
}

/// Where open dossiers stand, whatever was done when: holder, competent agency, counters, in the order of ids.
fn standing(db: &Db) -> Vec<[i64; 4]> {
    const STANDING: motcua_db::Stmt = motcua_db::Stmt::new(
        "test.standing",
        "select holder, competent, return_at, coalesce(received_unit, 0) from dossier \
        where status not in (3, 8, 10) order by id",
    );
    let read = |row: &motcua_db::Row<'_>| Ok([row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?]);
    db.read(|tx| tx.query_all(&STANDING, params![], read)).expect("dossiers")
}

/// Events of the reorganisation, and dossiers that have one.
fn passed(db: &Db) -> (i64, i64) {
    const PASSED: motcua_db::Stmt = motcua_db::Stmt::new(
        "test.passed",
        "select count(*), count(distinct dossier) from event where kind = 'reorganised'",
    );
    db.read(|tx| tx.query_one(&PASSED, params![], |row| Ok((row.int(0)?, row.int(1)?)))).expect("events")
}

on_each_database! {
    fn a_killed_reorganisation_goes_on_to_the_same_end(db: &TestDb) {
        let url = url(db);
        printed(&["seed", "hanoi", "--database", &url]);
        printed(&["replay", "--dossiers", "1500", "--database", &url]);
        let file = plan(PLAN);
        let path = file.path().to_str().expect("UTF-8");
        let before = standing(db);
        let looked = printed(&["units", path, "--dry-run", "--database", &url]);
        assert!(looked.contains("nothing stands in the way"), "{looked}");
        assert_eq!((standing(db), passed(db)), (before.clone(), (0, 0)), "a dry run changes nothing");

        // The kills close in on the moment the first dossiers are written, wherever that is on this machine.
        let began = Instant::now();
        motcua(&["units", path, "--at-most", "1", "--database", &url]);
        let (mut wait, mut killed) = (began.elapsed(), 0);
        for round in 0..18 {
            let known = passed(db);
            let mut run = program()
                .args(["units", path, "--at-most", "4", "--database", &url])
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("the program starts");
            std::thread::sleep(wait);
            if run.try_wait().expect("a child").is_some() {
                wait = wait * 8 / 10;
            } else {
                run.kill().expect("a child");
                run.wait().expect("a child");
                killed += 1;
                wait = if passed(db) == known { wait * 11 / 10 } else { wait * 95 / 100 };
            }
            if round % 6 == 5 {
                assert_eq!(verify(&url), [""; 0]);
            }
        }
        assert!(killed > 0, "no run was killed");
        let done = printed(&["units", path, "--database", &url]);
        assert!(done.contains("hai-thanh-mot is done"), "{done}");
        assert_eq!(verify(&url), [""; 0]);
        let (events, dossiers) = passed(db);
        assert!(events > 0);
        assert_eq!(events, dossiers, "no dossier passed on twice");
        let units = ids(db);
        let heir = |unit: i64| units.iter().find(|(from, _)| *from == unit).map_or(unit, |(_, to)| *to);
        let expected: Vec<[i64; 4]> = before.into_iter().map(|row| row.map(heir)).collect();
        assert_eq!(standing(db), expected);
        assert!(printed(&["units", path, "--database", &url]).starts_with("0 dossiers"));
    }
}

/// The pairs of the plan as numbers.
fn ids(db: &Db) -> Vec<(i64, i64)> {
    const IDS: motcua_db::Stmt = motcua_db::Stmt::new("test.units", "select key, id from unit");
    let ids =
        db.read(|tx| tx.query_all(&IDS, params![], |row| Ok((row.text(0)?, row.int(1)?)))).expect("units");
    let id = |key: &str| ids.iter().find(|(known, _)| known == key).expect("a unit").1;
    let pairs = [("00008", "00004"), ("diem-00008", "diem-00004"), ("so-noi-vu", "so-tu-phap")];
    pairs.map(|(from, to)| (id(from), id(to))).to_vec()
}

#[test]
fn what_stands_in_the_way_is_told_with_its_place() {
    let db = TestDb::sqlite();
    let url = url(&db);
    printed(&["seed", "hanoi", "--database", &url]);
    let refused = |text: &str| {
        let file = plan(text);
        let output = motcua(&["units", file.path().to_str().expect("UTF-8"), "--database", &url]);
        let code = output.status.code();
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (code, said)
    };
    let (code, said) = refused(&PLAN.replace("successor = \"00004\"", "succesor = \"00004\""));
    assert_eq!(code, Some(2));
    assert!(said.contains("line 8"), "{said}");
    let (code, said) = refused(&PLAN.replace("unit = \"diem-00008\"", "unit = \"diem-99999\""));
    assert_eq!(code, Some(1));
    assert!(said.contains("[unit-unknown]") && said.contains("diem-99999"), "{said}");
    // The service point that is not named is left without its ward.
    assert!(said.contains("[parent-ends]"), "{said}");
    let (_, said) = refused(&PLAN.replace("2026-01-05", "2098-01-05"));
    assert!(said.contains("[too-early]"), "{said}");
    assert_eq!(verify(&url), [""; 0]);
}
