//! The dashboards as they are committed: whole, and of what the plugins measure alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::plugin::{self, Plugin};
use super::{files, grafana};

fn committed(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()))
}

fn dashboard(plugin: &Plugin) -> Value {
    let (name, _) = grafana::dashboard(plugin);
    serde_json::from_str(&committed(&name)).unwrap()
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    let list = value[field].as_array();
    list.unwrap_or_else(|| panic!("no list {field}"))
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    let text = value[field].as_str();
    text.unwrap_or_else(|| panic!("no text {field}: {value}"))
}

/// The label that a query asks for.
fn label(target: &Value) -> &str {
    let query = text(target, "query");
    let (_, rest) = query.split_once("\"metric\" = '").expect(query);
    rest.split_once('\'').expect(query).0
}

#[test]
fn every_label_is_drawn_once_with_its_unit_and_nothing_else_is() {
    for plugin in plugin::all() {
        let mut drawn = Vec::new();
        for panel in list(&dashboard(&plugin), "panels") {
            let mut letters = BTreeSet::new();
            for target in list(panel, "targets") {
                assert!(letters.insert(text(target, "refId")), "{target}");
                let label = label(target);
                let mut measures = plugin.measures.iter();
                let measure = measures.find(|one| one.label == label).expect(label);
                let unit = &panel["fieldConfig"]["defaults"]["unit"];
                assert_eq!(*unit, grafana::unit(measure.unit), "{label}");
                let query = text(target, "query");
                match text(target, "alias") {
                    "warning" => assert!(query.starts_with("SELECT last(\"warn\")")),
                    "critical" => assert!(query.starts_with("SELECT last(\"crit\")")),
                    alias => {
                        assert_eq!(alias, label);
                        assert!(query.starts_with("SELECT mean(\"value\")"));
                        drawn.push(label.to_owned());
                    }
                }
            }
        }
        let mut labels: Vec<&str> = plugin.measures.iter().map(|one| one.label).collect();
        labels.sort_unstable();
        drawn.sort_unstable();
        assert_eq!(drawn, labels, "{}", plugin.name);
    }
}

#[test]
fn dashboards_and_panels_have_names_that_last() {
    let expected = [
        (
            "gatewatch-openvpn",
            "openvpn",
            vec![
                "From the hello to the tunnel",
                "Certificates",
                "Packets",
                "The server's clock against ours",
            ],
        ),
        (
            "gatewatch-docker-api",
            "docker_api",
            vec![
                "Reply time",
                "Certificates",
                "Outsiders that were refused",
                "Containers and images",
            ],
        ),
    ];
    for (plugin, (uid, command, titles)) in plugin::all().iter().zip(expected) {
        let dashboard = dashboard(plugin);
        assert_eq!(dashboard["uid"], uid);
        assert!(dashboard.get("id").is_none(), "that is Grafana's to give");
        for (at, (panel, title)) in list(&dashboard, "panels").iter().zip(titles).enumerate() {
            assert_eq!(panel["id"], at + 1);
            assert_eq!(panel["title"], title);
        }
        let variables = list(&dashboard["templating"], "list");
        let names: Vec<&str> = variables.iter().map(|one| text(one, "name")).collect();
        assert_eq!(names, ["datasource", "command", "hostname", "service"]);
        assert_eq!(variables[1]["current"]["value"], command);
    }
}

#[test]
fn panels_lie_side_by_side_and_none_on_another() {
    for plugin in plugin::all() {
        let mut taken = BTreeSet::new();
        for panel in list(&dashboard(&plugin), "panels") {
            let place = |field: &str| panel["gridPos"][field].as_u64().expect(field);
            let (left, top) = (place("x"), place("y"));
            assert!(left + place("w") <= 24, "Grafana has 24 columns");
            for x in left..left + place("w") {
                for y in top..top + place("h") {
                    assert!(taken.insert((x, y)), "{}", panel["title"]);
                }
            }
        }
    }
}

#[test]
fn days_turn_orange_and_red_where_the_plugins_do() {
    for plugin in plugin::all() {
        let dashboard = dashboard(&plugin);
        let panel = &list(&dashboard, "panels")[1];
        let steps = list(&panel["fieldConfig"]["defaults"]["thresholds"], "steps");
        let steps: Vec<_> = steps
            .iter()
            .map(|step| (text(step, "color"), step["value"].as_u64()))
            .collect();
        let expected = [("red", None), ("orange", Some(14)), ("green", Some(30))];
        assert_eq!(steps, expected);
    }
}

#[test]
fn icinga_web_shows_panels_that_there_are() {
    let graphs = committed(files::GRAPHS);
    let mut sections = graphs.split("\n[").skip(1);
    for plugin in plugin::all() {
        let (command, settings) = sections.next().unwrap().split_once("]\n").unwrap();
        assert_eq!(command, plugin.check);
        let setting = |name: &str| {
            let start = format!("{name} = \"");
            let mut lines = settings.lines();
            let value = lines.find_map(|line| line.strip_prefix(&start)?.strip_suffix('"'));
            value.unwrap_or_else(|| panic!("{name} of {command}"))
        };
        let dashboard = dashboard(&plugin);
        assert_eq!(dashboard["uid"], setting("dashboarduid"));
        let slug = text(&dashboard, "title").to_lowercase().replace(' ', "-");
        assert_eq!(slug, setting("dashboard"));
        for id in setting("panelId").split(',') {
            let id: u64 = id.parse().unwrap();
            let mut panels = list(&dashboard, "panels").iter();
            assert!(panels.any(|panel| panel["id"] == id), "{command}: {id}");
        }
    }
    assert!(sections.next().is_none());
}
