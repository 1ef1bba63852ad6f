//! What Nagios has written to its status file.

use std::collections::HashMap;

/// A service as its last check left it.
#[derive(Clone, Debug)]
pub struct Service {
    pub description: String,
    /// The exit code, once there was one.
    pub state: Option<i32>,
    pub output: String,
    /// Further lines.
    pub long_output: Vec<String>,
    pub metrics: String,
}

/// All services of a `status.dat`.
pub fn services(text: &str) -> Vec<Service> {
    let mut services = Vec::new();
    let mut block: Option<HashMap<&str, &str>> = None;
    for line in text.lines() {
        match (line.trim(), &mut block) {
            ("servicestatus {", _) => block = Some(HashMap::new()),
            ("}", _) => services.extend(block.take().map(service)),
            (entry, Some(block)) => block.extend(entry.split_once('=')),
            _ => {}
        }
    }
    services
}

fn service(entries: HashMap<&str, &str>) -> Service {
    let entry = |name: &str| entries.get(name).copied().unwrap_or_default();
    let was_checked = entry("has_been_checked") == "1";
    let state = was_checked.then(|| entry("current_state").parse().expect("a number"));
    Service {
        description: entry("service_description").to_owned(),
        state,
        output: entry("plugin_output").to_owned(),
        long_output: entry("long_plugin_output")
            .split("\\n")
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        metrics: entry("performance_data").to_owned(),
    }
}
