//! What is read out of the files of `packaging/`.

use std::fs;
use std::path::Path;

/// Where Debian's Nagios looks for the commands of plugins.
pub const NAGIOS: (&str, &str) = (
    "nagios/gatewatch.cfg",
    "/etc/nagios-plugins/config/gatewatch.cfg",
);
/// Where Debian's NRPE looks for more of its configuration.
pub const NRPE: (&str, &str) = ("nrpe/gatewatch.cfg", "/etc/nagios/nrpe.d/gatewatch.cfg");
pub const MRPE: (&str, &str) = ("checkmk/mrpe.cfg", "/etc/check_mk/mrpe.cfg");

pub fn text((file, _): (&str, &str)) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join("packaging").join(file)).expect(file)
}

/// The services that stand below the commands, with their `#` taken away.
pub fn services() -> String {
    let text = text(NAGIOS);
    let mut services = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside |= line.starts_with("#define service");
        if inside {
            services += line.strip_prefix('#').expect("an example is a comment");
            services += "\n";
        }
        inside &= line != "#}";
    }
    services
}

/// The value of every line that starts with this word, comments aside.
pub fn values<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let lines = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix(word));
    lines.map(str::trim).collect()
}
