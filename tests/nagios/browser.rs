//! Chromium, without a window: what pages become in it, and pictures of them.

use std::path::Path;

use serde::Deserialize;

use crate::room::Room;
use crate::support::plugin;
use crate::support::programs;
use crate::web::{VIEW, Web};

const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    // The clock of pages: scripts with timers get that much, and no test waits for it.
    "--virtual-time-budget=5000",
];

/// A page once it was loaded and its scripts have run.
#[derive(Debug, Deserialize)]
pub struct Page {
    pub url: String,
    pub title: String,
    /// All of it, without markup.
    pub text: String,
    /// Whether a script of the servers' ran.
    pub ran: bool,
    /// The address of each, or its text.
    pub scripts: Vec<String>,
    pub images: Vec<String>,
    /// Of events, all that stand in the markup.
    pub handlers: Vec<String>,
    pub cells: Vec<Cell>,
}

/// A cell of a table that has no table in it.
#[derive(Debug, Deserialize)]
pub struct Cell {
    pub class: String,
    pub text: String,
    /// All elements in it.
    pub tags: Vec<String>,
    /// The background as it is seen, `rgb(r, g, b)`.
    pub colour: String,
}

/// Loads pages and says what has become of each.
pub fn look(room: &Room, web: &Web, pages: &[String]) -> Vec<Page> {
    let pages = pages.iter().map(|page| ("page", page.as_str()));
    let report = visit(room, web, &view(pages), &[]);
    serde_json::from_value(report).expect("page.html and this agree")
}

/// Writes a picture of the element of `page` that the selector finds.
pub fn shoot(room: &Room, web: &Web, page: &str, selector: &str, file: &Path) {
    let view = view([("page", page), ("crop", selector)].into_iter());
    let size = visit(room, web, &view, &[]);
    let (width, height): (u32, u32) = serde_json::from_value(size).expect("a size");
    let window = format!("--window-size={width},{height}");
    let taken = room.folder_of_nagios("browser").join("taken.png");
    let picture = format!("--screenshot={}", taken.display());
    visit(room, web, &view, &[&window, &picture]);
    std::fs::copy(&taken, file).expect("a picture was taken");
}

/// What the page reports of itself.
fn visit(room: &Room, web: &Web, view: &str, flags: &[&str]) -> serde_json::Value {
    let folder = room.folder_of_nagios("browser");
    let profile = tempfile::tempdir_in(&folder).expect("a folder can be made");
    room.give_to_nagios(profile.path());
    let home = format!("HOME={}", folder.display());
    let profile_flag = format!("--user-data-dir={}", profile.path().display());
    let chromium = programs::find("chromium", "chromium");
    let chromium = chromium.to_str().expect("a plain path");
    let url = web.url(view);
    let mut words = vec!["--reuid=nagios", "--regid=nagios", "--init-groups"];
    words.extend(["env", "-u", "DBUS_SESSION_BUS_ADDRESS", &home, chromium]);
    words.extend(FLAGS);
    words.push(&profile_flag);
    words.extend(flags);
    if flags.is_empty() {
        words.push("--dump-dom");
    }
    words.push(&url);
    let run = plugin::run(programs::find("setpriv", "util-linux"), &words);
    assert_eq!(run.exit_code, 0, "{run}");
    let report = web.take_report();
    report.unwrap_or_else(|| panic!("the page reports nothing\n{run}"))
}

fn view<'p>(parameters: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let pairs: Vec<String> = parameters
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    format!("{VIEW}?{}", pairs.join("&"))
}

/// As part of a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| match byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            },
        )
        .collect()
}
