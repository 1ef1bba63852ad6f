//! Command lines and profiles, and what comes of them. The environment is left alone: it belongs to
//! the whole process.

mod errors;
mod precedence;
mod stages;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use tempfile::TempDir;

use crate::cli::openvpn::Arguments;

use super::super::session::visit::Stage;
use super::*;

/// 2027-06-01, noon.
const NOW: i64 = 1_811_851_200;

const CERTIFICATE: &str = include_str!("../../../tls/testdata/p256.cert.pem");
const KEY: &str = include_str!("../../../tls/testdata/p256.sec1.pem");
const OTHER_CERTIFICATE: &str = include_str!("../../../tls/testdata/ed25519.cert.pem");
const OTHER_KEY: &str = include_str!("../../../tls/testdata/ed25519.pkcs8.pem");
const FINGERPRINT: &str = include_str!("../../../tls/testdata/p256.sha256");

/// The least that a profile has to say.
const CLIENT: &str = "client\ndev tun\nremote vpn.example.org\n";

/// A folder with files that options name, and command lines about them.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in [
            ("ca.pem", CERTIFICATE),
            ("cert.pem", CERTIFICATE),
            ("key.pem", KEY),
            ("other.pem", OTHER_CERTIFICATE),
            ("other.key", OTHER_KEY),
            ("up", "probe\ns3cret\n"),
            ("up2", "other\ns3cret\n"),
            ("static.key", &static_key("0f")),
        ] {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The configuration of a command line in which `@` before a name stands for the folder.
    fn config(&self, line: &str) -> Result<Config, ConfigError> {
        let folder = format!("{}/", self.0.path().display());
        let words = line
            .split_whitespace()
            .map(|word| word.replace('@', &folder));
        let words = std::iter::once("check_openvpn".to_owned()).chain(words);
        let arguments =
            Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{line}: {error}"));
        Config::new(&arguments, NOW)
    }

    #[track_caller]
    fn good(&self, line: &str) -> Config {
        let config = self.config(line);
        config.unwrap_or_else(|error| panic!("{line}: {error}"))
    }

    /// The one server of a command line beside a profile with these lines, which knows whom to
    /// trust.
    #[track_caller]
    fn door(&self, profile: &str, line: &str) -> Door {
        self.write("x.ovpn", &format!("{CLIENT}ca ca.pem\n{profile}\n"));
        let mut doors = self.good(&format!("--profile @x.ovpn {line}")).doors;
        assert_eq!(doors.len(), 1);
        doors.remove(0)
    }

    /// What is wrong with a command line, with the folder written `@`.
    #[track_caller]
    fn error(&self, line: &str) -> String {
        let folder = format!("{}/", self.0.path().display());
        match self.config(line) {
            Ok(_) => panic!("{line}: nothing is wrong"),
            Err(error) => error.to_string().replace(&folder, "@"),
        }
    }
}

/// A static key made of one byte.
fn static_key(byte: &str) -> String {
    let line = byte.repeat(16) + "\n";
    format!(
        "-----BEGIN OpenVPN Static key V1-----\n{}-----END OpenVPN Static key V1-----\n",
        line.repeat(16)
    )
}

fn endpoint(door: &Door) -> String {
    door.terms.endpoint.to_string()
}

fn policy(door: &Door) -> &super::super::certificate::Policy {
    &door.plan.as_ref().unwrap().tls.policy
}

fn username(door: &Door) -> Option<&str> {
    let credentials = door.plan.as_ref()?.credentials.as_ref()?;
    Some(credentials.username())
}
