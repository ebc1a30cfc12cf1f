//! The pages of a person signed in, with made-up content.

use super::Sample;
use crate::lang::Lang;
use crate::me::{DemoApplicant, MeDemoPage, MeHomePage, MeSignInPage};
use crate::message::{Key, t};
use crate::page::{Brand, Mine, Page, PersonBar};

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let page = |title, path: &str| {
        let mut page = Page::new(lang, brand, t(lang, title), path);
        page.csrf = "sample-token".to_owned();
        page
    };
    let link = |path: &str| Some(format!("{path}?next=%2Fme"));
    let demo = Page { demo: true, ..page(Key::MeDemoTitle, "/me/demo") };
    let sample = |name: &str, html| Sample { name: format!("me-{name}"), html };
    vec![
        sample(
            "sign-in",
            MeSignInPage {
                page: page(Key::MeSignIn, "/me/sign-in"),
                provider: link("/me/sign-in/start"),
                demo: link("/me/demo"),
            }
            .render(),
        ),
        sample(
            "sign-in-alone",
            MeSignInPage { page: page(Key::MeSignIn, "/me/sign-in"), provider: None, demo: None }.render(),
        ),
        sample("demo", MeDemoPage { page: demo, people: people(), next: "/me".to_owned() }.render()),
        sample("home", MeHomePage { page: of_person(page(Key::MyDossiers, "/me"), Mine::Dossiers) }.render()),
    ]
}

/// A page of a person with two notices to read.
fn of_person(page: Page<'_>, current: Mine) -> Page<'_> {
    let person = PersonBar { name: "Trần Thị Minh Châu".to_owned(), current, unread: 2 };
    Page { person: Some(person), ..page }
}

fn people() -> Vec<DemoApplicant> {
    let person = |name: &str, story| DemoApplicant { id: "1".to_owned(), name: name.to_owned(), story };
    vec![
        person("Nguyễn Văn An", Key::MeDemoAsked),
        person("Lê Thu Hà", Key::MeDemoUnderWay),
        person("Đỗ Thị Bình", Key::MeDemoDone),
        person("Trần Thị Minh Châu", Key::MeDemoFresh),
    ]
}
