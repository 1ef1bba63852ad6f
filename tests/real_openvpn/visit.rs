//! Visits behind the reset: the command line of a client, how far it comes, and that the server
//! forgets it.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;

use tempfile::TempDir;

use crate::probe::Client;
use crate::support::openvpn::{OpenVpn, Profile};
use crate::support::plugin::{self, Run};
use crate::support::server_config::{ServerConfig, Transport, Wrapping};

/// What the performance data has of each stage.
const LABELS: [(Came, &str); 4] = [
    (Came::ToReset, "'time'="),
    (Came::ToCertificate, "'tls_time'="),
    (Came::ToLogin, "'login_time'="),
    (Came::ToTunnel, "'tunnel_time'="),
];

/// The last stage that was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Came {
    Nowhere,
    ToReset,
    ToCertificate,
    ToLogin,
    ToTunnel,
}

/// What a run has to come to.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    pub exit_code: i32,
    pub came: Came,
    /// Words of the output in any case.
    pub words: &'static [&'static str],
}

/// One server, one client, and what the plugin has to say.
#[derive(Clone, Debug)]
pub struct Case {
    pub server: ServerConfig,
    /// Whose papers the command line names.
    pub client: Profile,
    pub options: Vec<String>,
    pub expected: Expected,
}

impl Expected {
    /// OK at this stage.
    pub fn ok(came: Came) -> Self {
        Self {
            exit_code: 0,
            came,
            words: &[],
        }
    }

    pub fn critical(came: Came, words: &'static [&'static str]) -> Self {
        Self {
            exit_code: 2,
            came,
            words,
        }
    }

    pub fn warning(came: Came, words: &'static [&'static str]) -> Self {
        Self {
            exit_code: 1,
            came,
            words,
        }
    }

    pub fn unknown(came: Came, words: &'static [&'static str]) -> Self {
        Self {
            exit_code: 3,
            came,
            words,
        }
    }

    pub fn saying(self, words: &'static [&'static str]) -> Self {
        Self { words, ..self }
    }

    /// # Panics
    /// When `run` is anything else.
    pub fn assert(&self, run: &Run) {
        let exit_code = usize::try_from(self.exit_code).expect("an exit code");
        let state = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][exit_code];
        let head = format!("OPENVPN {state} - ");
        assert!(
            run.exit_code == self.exit_code && run.first_line().starts_with(&head),
            "wants exit {} and \"{head}\"\n{run}",
            self.exit_code
        );
        let missing: Vec<_> = self.words.iter().filter(|words| !run.says(words)).collect();
        assert!(missing.is_empty(), "lacks {missing:?}\n{run}");
        for (stage, label) in LABELS {
            let is_there = run.first_line().contains(label);
            assert_eq!(is_there, stage <= self.came, "{label}\n{run}");
        }
    }
}

/// Runs all cases side by side, since most of the time goes into waiting, and holds every server
/// to having forgotten its guest.
///
/// # Panics
/// With every case that did not come to what it had to.
pub fn check(cases: &[Case]) {
    side_by_side(cases, check_one);
}

/// Does one thing for each item, all side by side.
///
/// # Panics
/// When one of them does.
pub fn side_by_side<T: Send>(items: impl IntoIterator<Item = T>, each: impl Fn(T) + Sync) {
    let each = &each;
    thread::scope(|scope| {
        for item in items {
            scope.spawn(move || each(item));
        }
    });
}

fn check_one(case: &Case) {
    let server = case.server.start();
    let run = visit(&server, &case.client, &as_strs(&case.options));
    case.expected.assert(&run);
    server.wait_until_no_client();
}

/// Runs the plugin with the papers of `client`; `options` come after them.
pub fn visit(server: &OpenVpn, client: &Profile, options: &[&str]) -> Run {
    let papers = Papers::of(client);
    let arguments = arguments(server, client, &papers, options);
    plugin::check_openvpn(&arguments)
}

/// The command line of a visit.
pub fn arguments(
    server: &OpenVpn,
    client: &Profile,
    papers: &Papers,
    options: &[&str],
) -> Vec<String> {
    let remote: SocketAddr = client.remote.unwrap_or(server.address());
    let mut arguments = vec!["-p".to_owned(), remote.port().to_string()];
    if server.config().transport == Transport::Tcp {
        arguments.push("--tcp".to_owned());
    }
    if !client.unwrapped {
        let wrapping = &server.config().wrapping;
        arguments.extend(fitting(wrapping, client.tls_crypt_v2.clone()).options());
    }
    arguments.extend(papers.options.iter().cloned());
    arguments.extend(options.iter().map(ToString::to_string));
    arguments.push(remote.ip().to_string());
    arguments
}

/// A client's certificates, keys and login, as files.
pub struct Papers {
    folder: TempDir,
    options: Vec<String>,
}

impl Papers {
    pub fn of(client: &Profile) -> Self {
        let mut papers = Self {
            folder: tempfile::tempdir().expect("a folder can be made"),
            options: Vec::new(),
        };
        if let Some(ca) = &client.ca {
            papers.add("--ca", ca);
        }
        if let Some(identity) = &client.identity {
            papers.add("--cert", &identity.chain);
            papers.add("--key", &identity.key);
        }
        if let Some((user, password)) = client.login {
            papers.add("--auth-user-pass", &format!("{user}\n{password}\n"));
        }
        papers
    }

    /// Writes one more file and names it on the command line.
    pub fn add(&mut self, option: &str, text: &str) {
        let file = self.write(option.trim_start_matches('-'), text);
        self.options.push(option.to_owned());
        self.options.push(file.display().to_string());
    }

    /// Writes a file that the command line does not name.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        fs::write(&file, text).expect("a file can be written");
        file
    }
}

pub fn as_strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The side of a wrapping that fits the server's.
fn fitting(wrapping: &Wrapping, v2_client_key: Option<PathBuf>) -> Client {
    match wrapping {
        Wrapping::Plain => Client::Plain,
        Wrapping::TlsAuth {
            key,
            direction,
            digest,
        } => Client::TlsAuth {
            key: key.clone(),
            direction: direction.map(|side| 1 - side),
            digest,
        },
        Wrapping::TlsCrypt { key } => Client::TlsCrypt(key.clone()),
        Wrapping::TlsCryptV2 { .. } => {
            Client::TlsCryptV2(v2_client_key.expect("the profile names a client key"))
        }
    }
}
