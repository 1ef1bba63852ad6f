//! What an engine has and has done: equal before and after means that nothing had an effect.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::http::Answer;

/// Everything that stays the same in an engine that is only looked at.
///
/// Lists are sorted texts, so that a failed comparison shows what came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Every event since the engine was started; it remembers the last 256.
    pub events: Vec<String>,
    /// Counts of `/info`, its warnings, its plugins and its place in a swarm.
    pub info: Vec<String>,
    /// Id and state of every container, stopped ones included.
    pub containers: Vec<String>,
    pub images: Vec<String>,
    pub volumes: Vec<String>,
    pub networks: Vec<String>,
    pub plugins: Vec<String>,
}

/// Fields of `/info` that only an effect changes.
const STEADY: [&str; 9] = [
    "Containers",
    "ContainersRunning",
    "ContainersPaused",
    "ContainersStopped",
    "Images",
    "Plugins",
    "Swarm",
    "Warnings",
    "LiveRestoreEnabled",
];

impl Snapshot {
    /// Asks for one target after another.
    ///
    /// # Panics
    /// When one is not answered with 200.
    pub fn take(ask: impl Fn(&str) -> Answer) -> Self {
        let ask = |target: &str| {
            let answer = ask(target);
            assert_eq!(answer.status, 200, "{target}: {answer:?}");
            answer
        };
        let info = ask("/info").json();
        Self {
            events: events(&ask(&events_target(1)).body),
            info: STEADY
                .map(|field| format!("{field}: {}", info[field]))
                .to_vec(),
            containers: fields(&ask("/containers/json?all=1").json(), &["Id", "State"]),
            images: fields(&ask("/images/json?all=1").json(), &["Id", "RepoTags"]),
            volumes: fields(&ask("/volumes").json()["Volumes"], &["Name", "CreatedAt"]),
            networks: fields(&ask("/networks").json(), &["Id", "Name", "Created"]),
            plugins: fields(&ask("/plugins").json(), &["Id", "Enabled"]),
        }
    }
}

/// A target that lists the events since that second of the epoch and comes to an end.
pub fn events_target(since: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("the clock is past 1970");
    let (seconds, nanos) = (now.as_secs(), now.subsec_nanos());
    format!("/events?since={since}&until={seconds}.{nanos:09}")
}

/// One line an event, oldest first.
pub fn events(body: &str) -> Vec<String> {
    body.lines().map(String::from).collect()
}

fn fields(list: &Value, names: &[&str]) -> Vec<String> {
    let mut texts: Vec<String> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(|entry| {
            let fields: Vec<_> = names
                .iter()
                .map(|name| format!("{name}: {}", entry[name]))
                .collect();
            fields.join(", ")
        })
        .collect();
    texts.sort();
    texts
}
