//! Files of papers: kept for one, named by a dossier, opened by those who may and by nobody else.

use crate::house::{BIRTH, House, command, run};
use motcua_app::error::What;
use motcua_app::filings::{Change, NewFiling, PaperFile};
use motcua_app::{Acted, Error, FileRefusal, FilingRequest, KeptFile, NewFile};
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::actor::Actor;
use motcua_domain::dossier::Provenance;
use motcua_domain::dossier::command::PaperHanded;
use motcua_domain::ids::{FileHash, FileId, PersonId};
use motcua_papers::Unfit;
use std::sync::Arc;

fn applicant(person: PersonId) -> Arc<Actor> {
    Arc::new(Actor::Applicant { person })
}

/// The smallest document with one page of text.
pub fn pdf(text: &str) -> Vec<u8> {
    let stream = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let xref = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    offsets.iter().for_each(|offset| out.extend(format!("{offset:010} 00000 n \n").bytes()));
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n", objects.len() + 1).bytes(),
    );
    out
}

async fn keep(house: &House, person: PersonId, text: &str) -> KeptFile {
    let file = NewFile { name: format!("{text}.pdf"), bytes: pdf(text) };
    house.app.keep_file(applicant(person), file).await.unwrap()
}

/// A person known to the city, through a first dossier over the counter.
async fn person(house: &House) -> PersonId {
    house.intake(None).await.unwrap().state.owner
}

/// Files a dossier from home with one file for its first paper.
async fn file(house: &House, person: PersonId, hash: FileHash) -> Result<Acted, Error> {
    let read =
        house.app.read(move |tx, _| Ok(motcua_store::people::get(tx, &person)?)).await.unwrap().unwrap();
    let mut request = house.filing(None);
    request.owner.personal_id = read.personal_id;
    request.provenance = Provenance::SelfAtHome;
    request.paper = PaperHanded::No;
    request.despite_duplicate = true;
    request.papers[0].files.push(hash);
    house.app.submit(applicant(person), FilingRequest { command_id: command(), ..request }).await
}

fn not_found<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert_eq!(outcome.unwrap_err(), Error::NotFound(What::File));
}

on_each_database! {
    fn a_file_is_kept_once_and_opened_by_its_owner_only(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let first = keep(&house, mai, "Giay chung sinh").await;
            assert_eq!(first.name, "Giay chung sinh.pdf");
            assert_eq!(keep(&house, mai, "Giay chung sinh").await.id, first.id, "the same content is the same file");
            let theirs = keep(&house, lan, "Giay chung sinh").await;
            assert_eq!(theirs.hash, first.hash);
            assert_ne!(theirs.id, first.id, "for another person it is another file");
            assert_eq!(house.app.files_of(mai).await.unwrap(), vec![first.clone()]);
            let opened = house.app.file(applicant(mai), first.id).await.unwrap();
            assert_eq!(opened.bytes, pdf("Giay chung sinh"));
            not_found(house.app.file(applicant(lan), first.id).await);
            not_found(house.app.file(house.officer("hongha.motcua1"), first.id).await);
            not_found(house.app.file(house.first(), first.id).await);
            not_found(house.app.file(applicant(mai), FileId::from_bytes([9; 16])).await);
            not_found(house.app.forget_file(applicant(lan), first.id).await);
            house.app.forget_file(applicant(mai), first.id).await.unwrap();
            not_found(house.app.file(applicant(mai), first.id).await);
            assert!(house.app.file(applicant(lan), theirs.id).await.is_ok());
        });
    }

    fn a_dossier_opens_the_files_it_names_to_its_officers_and_notes_who_looked(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let kept = keep(&house, mai, "Giay chung sinh").await;
            let same = keep(&house, lan, "Giay chung sinh").await;
            let filed = file(&house, mai, kept.hash).await.unwrap();
            let officer = house.officer("hongha.motcua1");
            let opened = house.app.file(Arc::clone(&officer), kept.id).await.unwrap();
            assert_eq!(opened.file.id, kept.id);
            let seen = house.app.files_of_dossier(Arc::clone(&officer), filed.dossier).await.unwrap();
            assert_eq!(seen, vec![kept.clone()]);
            not_found(house.app.file(Arc::clone(&officer), same.id).await);
            not_found(house.app.file(house.first(), kept.id).await);
            not_found(house.app.file(applicant(lan), kept.id).await);
            let forgotten = house.app.forget_file(applicant(mai), kept.id).await;
            assert_eq!(forgotten, Err(Error::File(FileRefusal::InDossier)));
            house.app.forget_file(applicant(lan), same.id).await.unwrap();
            let looks = house.app.read(move |tx, _| {
                Ok(tx.query_all(&LOOKS, &[], |row| row.blob(0)).map_err(motcua_store::StoreError::from)?)
            });
            assert_eq!(looks.await.unwrap(), vec![filed.dossier.bytes().to_vec()]);
        });
        assert!(house.verify().is_clean());
        assert_eq!(house.app.check_files().unwrap(), (1, Vec::new()));
        // Another node whose place for files is another one.
        let (count, findings) = House::over(db).app.check_files().unwrap();
        assert_eq!((count, findings.len()), (1, 1));
        assert_eq!(findings[0].kind, motcua_store::verify::Kind::FileMissing);
    }

    fn knowing_a_hash_opens_nothing(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let kept = keep(&house, mai, "Ban an ly hon").await;
            not_found(file(&house, lan, kept.hash).await);
            not_found(file(&house, lan, FileHash([7; 32])).await);
            let mut request = house.filing(None);
            request.papers[0].files.push(kept.hash);
            not_found(house.app.intake(house.officer("hongha.motcua1"), request).await);
            assert!(file(&house, mai, kept.hash).await.is_ok());
        });
    }

    fn files_that_no_dossier_names_go_after_their_time_and_the_others_stay(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            let (named, draft) = (keep(&house, mai, "Duoc nop").await, keep(&house, mai, "Nhap do").await);
            file(&house, mai, named.hash).await.unwrap();
            let app = Arc::clone(&house.app);
            let sweep = move || { let app = Arc::clone(&app); tokio::task::spawn_blocking(move || app.sweep_files(90).unwrap()) };
            assert_eq!(sweep().await.unwrap(), 0);
            house.at("2026-06-20T09:00");
            assert_eq!(sweep().await.unwrap(), 1);
            assert_eq!(sweep().await.unwrap(), 0);
            assert_eq!(house.app.files_of(mai).await.unwrap().len(), 1);
            assert!(house.app.file(applicant(mai), named.id).await.is_ok());
            not_found(house.app.file(applicant(mai), draft.id).await);
            assert_eq!(keep(&house, mai, "Nhap do").await.hash, draft.hash, "it can be kept again");
        });
    }

    fn a_file_is_kept_while_a_filing_under_way_names_it(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            // More than one round of others, so that those that stay are passed over.
            for n in 0..102 {
                keep(&house, lan, &format!("So {n}")).await;
            }
            let named = keep(&house, mai, "Giay chung sinh").await;
            let id = house.app.start_filing(mai, NewFiling::own(BIRTH.into())).await.unwrap();
            let view = house.app.filing(mai, id).await.unwrap();
            let paper = view.version.papers[0].key.clone();
            let file = PaperFile {
                id: named.id.to_string(), hash: named.hash.to_string(), name: named.name.clone(), from: None,
            };
            let saved = house.app.change_filing(mai, id, view.revision, Change::AddFile { paper, file }).await.unwrap();
            let app = Arc::clone(&house.app);
            let sweep = move || { let app = Arc::clone(&app); tokio::task::spawn_blocking(move || app.sweep_files(90).unwrap()) };
            house.at("2026-06-20T09:00");
            assert_eq!(sweep().await.unwrap(), 102);
            assert!(house.app.file(applicant(mai), named.id).await.is_ok());
            assert_eq!(saved.view.content.papers.len(), 1);
            house.app.discard_filing(mai, id).await.unwrap();
            assert_eq!(sweep().await.unwrap(), 1);
            not_found(house.app.file(applicant(mai), named.id).await);
        });
    }

    fn what_cannot_be_used_is_refused_and_nothing_is_kept(db: &TestDb) {
        let house = House::over(db);
        run(async {
            let mai = person(&house).await;
            for (bytes, why) in [(Vec::new(), Unfit::Empty), (b"MZ\x90\x00".to_vec(), Unfit::UnknownType)] {
                let file = NewFile { name: "../giay.pdf".into(), bytes };
                let refused = house.app.keep_file(applicant(mai), file).await.unwrap_err();
                assert_eq!(refused, Error::File(FileRefusal::Unfit { name: "giay.pdf".into(), why }));
            }
            assert!(house.app.files_of(mai).await.unwrap().is_empty());
        });
    }

    fn a_file_comes_piece_by_piece_and_goes_on_where_it_stopped(db: &TestDb) {
        let house = House::over(db);
        let other = House::with(db, Arc::clone(&house.clock));
        run(async {
            let (mai, lan) = (person(&house).await, person(&house).await);
            let whole = pdf("Giay chung sinh");
            let size = whole.len() as u64;
            let begun = house.app.begin_upload(applicant(mai), "a/giay.pdf", size).await.unwrap();
            assert_eq!((begun.name.as_str(), begun.received), ("giay.pdf", 0));
            let send = |who, offset: u64, piece: &[u8]| {
                house.app.append_upload(applicant(who), begun.id, offset, piece.to_vec())
            };
            assert_eq!(send(mai, 0, &whole[..100]).await.unwrap().received, 100);
            assert_eq!(send(mai, 0, &whole[..100]).await.unwrap().received, 100, "its answer got lost");
            let gap = Error::File(FileRefusal::OutOfPlace { received: 100 });
            assert_eq!(send(mai, 200, &whole[200..]).await.unwrap_err(), gap);
            assert_eq!(send(mai, 100, &[whole.clone(), whole.clone()].concat()).await.unwrap_err(), gap);
            assert_eq!(house.app.finish_upload(applicant(mai), begun.id).await.unwrap_err(), gap);
            not_found(send(lan, 100, &whole[100..]).await);
            not_found(house.app.upload_state(applicant(lan), begun.id).await);
            not_found(house.app.finish_upload(applicant(lan), begun.id).await);
            assert_eq!(other.app.upload_state(applicant(mai), begun.id).await.unwrap().received, 100);
            send(mai, 100, &whole[100..]).await.unwrap();
            let kept = house.app.finish_upload(applicant(mai), begun.id).await.unwrap();
            assert_eq!(house.app.file(applicant(mai), kept.id).await.unwrap().bytes, whole);
            not_found(house.app.upload_state(applicant(mai), begun.id).await);
            let too_big = house.app.begin_upload(applicant(mai), "a", 10 << 30).await.unwrap_err();
            assert_eq!(too_big.code(), "file-too-big");
            let left = house.app.begin_upload(applicant(mai), "a", 10).await.unwrap();
            house.at("2026-03-14T09:00");
            let app = Arc::clone(&house.app);
            assert_eq!(tokio::task::spawn_blocking(move || app.sweep_uploads().unwrap()).await.unwrap(), 1);
            not_found(house.app.upload_state(applicant(mai), left.id).await);
        });
    }
}

static LOOKS: motcua_db::Stmt =
    motcua_db::Stmt::new("test.looks", "select dossier from access_log where purpose = 'file' order by at");
