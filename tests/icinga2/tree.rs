//! The folder of a node: its main file, its certificates, and where Icinga looks for everything.
//!
//! Names: Icinga's documentation, "Language reference", as of 2.13. `ZonesDir` does not follow
//! `ConfigDir`.

use std::fs;
use std::path::Path;
use std::process::Command;

use rcgen::ExtendedKeyUsagePurpose;

use crate::node::NodeConfig;
use crate::support::docker::pki::leaf::dns;
use crate::support::pki::{Leaf, PKI};
use crate::{api, nagios};

/// Where each thing is in the node's folder.
const PLACES: [(&str, &str); 12] = [
    ("ConfigDir", "etc"),
    ("ZonesDir", "etc/zones.d"),
    ("DataDir", "data"),
    ("LogDir", "log"),
    ("CacheDir", "cache"),
    ("SpoolDir", "spool"),
    ("InitRunDir", "run"),
    ("PidPath", "run/icinga2.pid"),
    ("VarsPath", "cache/icinga2.vars"),
    ("ObjectsPath", "cache/icinga2.debug"),
    ("StatePath", "data/icinga2.state"),
    ("ModAttrPath", "data/modified-attributes.conf"),
];
const FOLDERS: [&str; 8] = [
    "etc/conf.d",
    "etc/scripts",
    "etc/zones.d",
    "data/certs",
    "log",
    "cache",
    "spool",
    "run",
];

/// The words of the command line that have Icinga find all of it in `folder`.
pub fn defines(folder: &Path) -> Vec<String> {
    let define = |(name, place)| {
        let path = folder.join(place);
        [
            "--define".to_owned(),
            format!("Configuration.{name}={}", path.display()),
        ]
    };
    PLACES.into_iter().flat_map(define).collect()
}

/// Fills `folder` for a node and gives it to its user.
pub fn furnish(folder: &Path, node: &NodeConfig, plugins: &Path) {
    for name in FOLDERS {
        fs::create_dir_all(folder.join(name)).expect("a folder can be made");
    }
    let identity = PKI.issue(&Leaf {
        common_name: node.name,
        names: vec![dns(node.name)],
        extended_key_usages: vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ],
        ..Leaf::server()
    });
    let certs = folder.join("data/certs");
    let [certificate, key] = ["crt", "key"].map(|kind| certs.join(format!("{}.{kind}", node.name)));
    let main = folder.join("etc/icinga2.conf");
    let mut files = vec![
        (certs.join("ca.crt"), PKI.ca()),
        (certificate, identity.chain),
        (key, identity.key),
        (main, main_file(node, plugins)),
    ];
    for (name, text) in &node.files {
        files.push((folder.join("etc").join(name), text.clone()));
    }
    for (file, text) in files {
        let parent = file.parent().expect("a file has a folder");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(&file, text).expect("a file can be written");
        if file.extension().is_some_and(|kind| kind == "sh") {
            nagios::set_mode(&file, 0o755);
        }
    }
    let given = Command::new("chown")
        .args(["-R", "nagios:nagios"])
        .arg(folder)
        .status()
        .expect("chown can be started");
    assert!(given.success(), "the user nagios gets no files: {given}");
}

fn main_file(node: &NodeConfig, plugins: &Path) -> String {
    let alone = "object Endpoint NodeName { }\nobject Zone ZoneName { endpoints = [ NodeName ] }";
    let (user, password) = api::USER;
    format!(
        r#"
const NodeName = "{name}"
const ZoneName = NodeName
const PluginDir = "/usr/lib/nagios/plugins"
const PluginContribDir = "{plugins}"
const TicketSalt = ""
include <itl>
include <plugins>
{zones}
object IcingaApplication "app" {{ }}
object CheckerComponent "checker" {{ }}
object NotificationComponent "notification" {{ }}
object PerfdataWriter "perfdata" {{
  host_perfdata_path = SpoolDir + "/host"
  service_perfdata_path = SpoolDir + "/service"
  host_temp_path = SpoolDir + "/current-host"
  service_temp_path = SpoolDir + "/current-service"
  rotation_interval = 1s
}}
object ApiListener "api" {{
  bind_host = "{address}"
  bind_port = {port}
  accept_config = {obeys}
  accept_commands = {obeys}
}}
object ApiUser "{user}" {{
  password = "{password}"
  permissions = [ "*" ]
}}
include_recursive "conf.d"
"#,
        name = node.name,
        plugins = plugins.display(),
        zones = node.zones.as_deref().unwrap_or(alone),
        address = node.address,
        port = node.port,
        obeys = node.obeys,
    )
}
