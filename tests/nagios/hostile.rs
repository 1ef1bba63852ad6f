//! What hostile servers make the plugins say, on the pages of Nagios in a real browser. None of it runs,
//! none of it is markup, and the row has the colour of its state.

use std::fs;
use std::path::Path;

use crate::browser::{self, Cell, Page, encoded};
use crate::doors::{Engine, Gate, keep_profile, server};
use crate::engine::Nagios;
use crate::mouths::{HOSTILE, SERVICES, SHADY, Servers, group, objects};
use crate::nagios4::{examples, keep};
use crate::room::Room;
use crate::status::Service;
use crate::support::keys::KeyFile;
use crate::support::server_config::Wrapping;
use crate::web::Web;

const PALE_RED: &str = "rgb(255, 221, 221)";
const RED: &str = "rgb(248, 136, 136)";
const GREEN: &str = "rgb(136, 208, 102)";

#[test]
fn nothing_that_a_hostile_server_says_is_more_than_words_on_the_pages_of_nagios() {
    Room::enter(|room| {
        let _servers = Servers::start(room);
        let nagios = Nagios::start(room, &objects());
        let services = SERVICES.map(|(_, description, words)| {
            let service = nagios.wait_for_check(description);
            assert_eq!(service.state, Some(2), "{service:#?}");
            assert!(service.output.contains(words), "{service:#?}");
            // Nothing for `printf %b` or the shell of notification commands to take for its own.
            assert!(!service.output.contains(['\\', '`', '$']), "{service:#?}");
            service
        });
        let naive = nagios.wait_for_check("OpenVPN");
        assert!(naive.output.contains("<script>"), "{naive:#?}");
        assert_eq!(naive.metrics, "'forged'=1;2;3", "{naive:#?}");

        for escape_html_tags in [false, true] {
            let web = Web::start(&nagios, escape_html_tags);
            let pages = browser::look(room, &web, &pages());
            for page in &pages {
                has_nothing_of_a_servers(page);
            }
            shows_rows(&pages[0], &services);
            for (page, service) in pages[1..].iter().zip(&services) {
                shows_details(page, service);
            }
            // The last pages are the history of either host.
            for (service, history) in [(&services[2], &pages[6]), (&services[4], &pages[7])] {
                assert!(
                    history.text.contains(&service.output),
                    "{service:#?}\n{history:#?}"
                );
            }
            let is_of_nagios = |path: &String| !path.contains("pwned") && !path.ends_with("/x");
            assert!(web.asked().iter().all(is_of_nagios), "{:?}", web.asked());

            // The same from a plugin that passes on what it hears: all of this can be seen.
            let page = &browser::look(room, &web, &[table("naive")])[0];
            assert_eq!(page.ran, !escape_html_tags, "{page:#?}");
            assert_eq!(page.title == "pwned", !escape_html_tags, "{page:#?}");
            let heard = page
                .cells
                .iter()
                .find(|cell| cell.text.contains("no OpenVPN: "));
            let tags: &[&str] = match escape_html_tags {
                true => &["BR"],
                false => &["BR", "SCRIPT", "IMG", "B"],
            };
            let heard = heard.unwrap_or_else(|| panic!("{page:#?}"));
            assert_eq!(heard.tags, tags, "{page:#?}");
            let asked = web.asked();
            let was_asked = |end: &str| asked.iter().any(|path| path.ends_with(end));
            assert_eq!(was_asked("/pwned"), !escape_html_tags, "{asked:?}");
            assert_eq!(was_asked("/x"), !escape_html_tags, "{asked:?}");
            if !escape_html_tags {
                shoot(room, &web, "hostile", "nagios-hostile.png");
            }
        }
    });
}

#[test]
fn what_is_good_is_green_on_the_pages_of_nagios() {
    Room::enter(|room| {
        let gate = Gate::open(room, "192.0.2.10");
        let key = KeyFile::static_key();
        room.keep("tc.key", fs::read(key.path()).expect("a key can be read"));
        let wrapping = Wrapping::TlsCrypt { key: key.path() };
        let further = server("192.0.2.10", 1195, wrapping).start();
        keep_profile(room, &further, 1195);
        let engine = Engine::start(room, "192.0.2.21");
        let wanted = [
            "OpenVPN",
            "OpenVPN certificate",
            "OpenVPN tunnel",
            "Docker API",
        ];
        let objects =
            keep(&examples(), &wanted) + &group("good", "vpn.example.org,docker.example.org");
        let nagios = Nagios::start(room, &objects);
        for description in wanted {
            nagios.wait_for(description, 0, " OK - ");
        }
        let web = Web::start(&nagios, true);
        let page = &browser::look(room, &web, &[table("good")])[0];
        has_nothing_of_a_servers(page);
        let green = page.cells.iter().filter(|cell| cell.class == "statusOK");
        let green: Vec<_> = green
            .map(|cell| (cell.text.as_str(), cell.colour.as_str()))
            .collect();
        assert_eq!(green, [("OK", GREEN); 4], "{page:#?}");
        shoot(room, &web, "good", "nagios-good.png");
        drop((gate, engine));
    });
}

/// No script ran, and there is neither script nor picture nor handler but those of Nagios.
fn has_nothing_of_a_servers(page: &Page) {
    assert!(!page.ran, "{page:#?}");
    let titles = [
        "Current Network Status",
        "Extended Information",
        "Nagios History",
    ];
    assert!(titles.contains(&page.title.as_str()), "{page:#?}");
    let is_of_nagios = |address: &String| address.starts_with("/nagios4/");
    assert!(page.images.iter().all(is_of_nagios), "{page:#?}");
    let ours = |text: &String| text.contains("pwned") || text.contains("alert(");
    assert!(
        !page.scripts.iter().chain(&page.handlers).any(ours),
        "{page:#?}"
    );
}

/// Each row has the sentence as text alone, on the colour of its state.
fn shows_rows(page: &Page, services: &[Service]) {
    for service in services {
        let said = |cell: &&Cell| cell.text.trim() == service.output;
        let cell = page.cells.iter().find(said);
        let cell = cell.unwrap_or_else(|| panic!("{service:#?}\n{page:#?}"));
        assert_eq!(cell.tags, [""; 0], "{cell:#?}");
        assert_eq!(cell.class, "statusBGCRITICAL", "{cell:#?}");
        assert_eq!(cell.colour, PALE_RED, "{cell:#?}");
    }
    let red = page
        .cells
        .iter()
        .filter(|cell| cell.class == "statusCRITICAL");
    let red: Vec<_> = red
        .map(|cell| (cell.text.as_str(), cell.colour.as_str()))
        .collect();
    assert_eq!(red, vec![("CRITICAL", RED); services.len()], "{page:#?}");
}

/// All lines as text with line breaks, and the performance data as text alone.
fn shows_details(page: &Page, service: &Service) {
    assert!(
        page.url.ends_with(&encoded(&service.description)),
        "{page:#?}"
    );
    let whole = service.output.clone() + &service.long_output.concat();
    let cell = page.cells.iter().find(|cell| cell.text.trim() == whole);
    let cell = cell.unwrap_or_else(|| panic!("{whole}\n{page:#?}"));
    assert!(cell.tags.iter().all(|tag| tag == "BR"), "{cell:#?}");
    let metrics = page
        .cells
        .iter()
        .find(|cell| cell.text.trim() == service.metrics);
    let metrics = metrics.unwrap_or_else(|| panic!("{}\n{page:#?}", service.metrics));
    assert_eq!(metrics.tags, [""; 0], "{metrics:#?}");
}

/// The table of services, each service, and what was written to the log about each host.
fn pages() -> Vec<String> {
    let mut pages = vec![table("hostile")];
    for (host, description, _) in SERVICES {
        let service = encoded(description);
        pages.push(format!(
            "/nagios4/cgi-bin/extinfo.cgi?type=2&host={host}&service={service}"
        ));
    }
    for host in [HOSTILE, SHADY] {
        pages.push(format!("/nagios4/cgi-bin/history.cgi?host={host}"));
    }
    pages
}

fn table(group: &str) -> String {
    format!("/nagios4/cgi-bin/status.cgi?hostgroup={group}&style=detail")
}

/// Takes a picture for the documents, where a folder for them is named.
fn shoot(room: &Room, web: &Web, group: &str, name: &str) {
    if let Some(folder) = std::env::var_os("SCREENSHOTS") {
        let file = Path::new(&folder).join(name);
        browser::shoot(room, web, &table(group), "table.status", &file);
    }
}
