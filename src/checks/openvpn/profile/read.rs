//! From statements to a profile: who takes which option, and what is settled at the end.
//!
//! Rules: OpenVPN `options.c` (`add_option`, `verify_permission`, `options_postprocess_mutate`) as
//! of 2.6, compared with 2.6.14.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::config::Transport;
use super::certificates::{Certificates, TlsVersions, crl_folder};
use super::error::{Fault, ProfileError};
use super::lexer::{Lexer, refuse};
use super::options;
use super::remote::{Connection, Keys, MAX_REMOTES, Target, protocol};
use super::statement::Statement;
use super::{Compression, Credentials, Need, Profile, Remote, Unsupported};

/// The profile of a text.
pub(super) fn read(text: &str) -> Result<Profile, ProfileError> {
    let mut reader = Reader::default();
    for statement in Lexer::new(text) {
        reader.file_scope(statement?)?;
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    defaults: Connection,
    keys: Keys,
    targets: Vec<Target>,
    connections: Vec<(Connection, Keys)>,
    forced: Option<(Transport, usize)>,
    digest: Option<String>,
    device: String,
    device_type: Option<String>,
    certificates: Certificates,
    tls_versions: TlsVersions,
    last_tls_version: Option<(usize, String)>,
    credentials: Option<Credentials>,
    compression: Option<Compression>,
    cipher: Option<String>,
    data_ciphers: Vec<String>,
    data_ciphers_fallback: Option<String>,
    folder: Option<PathBuf>,
    disobeyed: Vec<String>,
    tls_client: Option<usize>,
    is_pulling: bool,
    unsupported: Vec<Unsupported>,
    ignored: HashSet<String>,
    ignores_all: bool,
}

impl Reader {
    fn file_scope(&mut self, mut statement: Statement) -> Result<(), ProfileError> {
        let is_optional = strip_setenv_opt(&mut statement)
            || self.ignores_all
            || self.ignored.contains(&statement.name);
        if statement.name == "connection" && statement.block.is_some() {
            return self.connection(&statement);
        }
        match has_place(&statement, is_optional)? {
            true => settle(self.option(&statement), &statement, is_optional),
            false => Ok(()),
        }
    }

    fn connection(&mut self, block: &Statement) -> Result<(), ProfileError> {
        let mut connection = self.defaults.clone();
        let mut keys = Keys::default();
        for statement in Lexer::inside(block) {
            let mut statement = statement?;
            // What the file scope ignores is not ignored in here; OpenVPN has it so.
            let is_optional = strip_setenv_opt(&mut statement);
            if !has_place(&statement, is_optional)? {
                continue;
            }
            if !options::may_be_in_connection(&statement.name) {
                return Err(Fault::NotInConnection.at(statement.line, &statement.name));
            }
            let taken = in_connection(&statement, &mut connection, &mut keys);
            settle(taken, &statement, is_optional)?;
        }
        if !connection.is_aimed() {
            return Err(Fault::NoRemoteInConnection.at(block.line, "connection"));
        }
        if self.connections.len() == MAX_REMOTES {
            return Err(Fault::TooManyRemotes.at(block.line, "connection"));
        }
        self.connections.push((connection, keys));
        Ok(())
    }

    fn option(&mut self, statement: &Statement) -> Result<(), Fault> {
        if self.defaults.take(statement)?
            || self.keys.take(statement)?
            || self.certificates.take(statement)?
        {
            // A file that comes later takes the place of a folder.
            self.unsupported
                .retain(|known| known.option != statement.name);
            self.note(crl_folder(statement));
            return Ok(());
        }
        if self.tls_versions.take(statement)? {
            self.last_tls_version = Some((statement.line, statement.name.clone()));
            return Ok(());
        }
        match statement.name.as_str() {
            "remote" => {
                let target = Target::read(statement)?;
                if self.targets.len() == MAX_REMOTES {
                    return Err(Fault::TooManyRemotes);
                }
                self.targets.push(target);
            }
            "proto-force" => {
                let (transport, _) = protocol(statement.value()?)?;
                self.forced = Some((transport, statement.line));
            }
            "client" => {
                statement.nothing()?;
                self.tls_client = Some(statement.line);
                self.is_pulling = true;
            }
            "tls-client" => {
                statement.nothing()?;
                self.tls_client = Some(statement.line);
            }
            "pull" => {
                statement.nothing()?;
                self.is_pulling = true;
            }
            "mode" => match statement.value()? {
                "p2p" => {}
                "server" => self.note(Some(options::server_mode(statement.line))),
                _ => return Err(Fault::Value("p2p or server")),
            },
            "dev" => statement.value()?.clone_into(&mut self.device),
            "dev-type" => self.device_type = Some(statement.value()?.to_owned()),
            "auth" => self.digest = Some(statement.value()?.to_owned()),
            "cd" => self.folder = Some(PathBuf::from(statement.value()?)),
            "cipher" => self.cipher = Some(statement.value()?.to_owned()),
            "data-ciphers" | "ncp-ciphers" => {
                self.data_ciphers = statement.value()?.split(':').map(str::to_owned).collect();
            }
            "data-ciphers-fallback" => {
                self.data_ciphers_fallback = Some(statement.value()?.to_owned());
            }
            "auth-user-pass" => self.credentials = Some(Credentials::read(statement)?),
            "comp-lzo" | "compress" => self.compression = Some(Compression::read(statement)?),
            "setenv" => self.setenv(statement)?,
            "ignore-unknown-option" => {
                statement.first_of(usize::MAX)?;
                let names = statement.arguments.iter();
                self.ignored
                    .extend(names.map(|name| name.strip_prefix("--").unwrap_or(name).to_owned()));
            }
            name if options::is_disobeyed(name) => {
                if !self.disobeyed.iter().any(|known| known == name) {
                    self.disobeyed.push(name.to_owned());
                }
            }
            name => self.note(options::unsupported(name, statement.line)),
        }
        Ok(())
    }

    fn setenv(&mut self, statement: &Statement) -> Result<(), Fault> {
        match statement.first_of(2)? {
            ("FORWARD_COMPATIBLE", [value]) if value == "1" => self.ignores_all = true,
            ("GENERIC_CONFIG", _) => self.note(Some(Unsupported {
                option: statement.name.clone(),
                line: statement.line,
                need: Need::Login,
                reason: "GENERIC_CONFIG marks a profile that is not made for any user",
            })),
            _ => {}
        }
        Ok(())
    }

    fn note(&mut self, found: Option<Unsupported>) {
        let is_new = |found: &Unsupported| {
            !self
                .unsupported
                .iter()
                .any(|known| known.option == found.option)
        };
        self.unsupported.extend(found.filter(is_new));
    }

    fn finish(mut self) -> Result<Profile, ProfileError> {
        if let Some((line, option)) = &self.last_tls_version {
            if !self.tls_versions.leave_one() {
                return Err(Fault::NoVersion.at(*line, option));
            }
        }
        let remotes = self.remotes()?;
        let is_server = self
            .unsupported
            .iter()
            .find(|found| options::is_server(&found.option) || found.option == "mode");
        if remotes.is_empty() {
            return Err(match is_server {
                Some(found) => Fault::Server.at(found.line, &found.option),
                None => Fault::NoRemote.of_profile(),
            });
        }
        let is_hopeless = |found: &Unsupported| found.need == Need::Connection;
        match self.tls_client {
            None if !self.unsupported.iter().any(is_hopeless) => {
                return Err(Fault::NoTls.of_profile());
            }
            Some(line) if !self.is_pulling => self.note(Some(Unsupported {
                option: "tls-client".into(),
                line,
                need: Need::Login,
                reason: "without pull beside it the server is not asked for its consent",
            })),
            _ => {}
        }
        Ok(Profile {
            remotes,
            digest: self.digest.unwrap_or_else(|| "SHA1".into()),
            tap: match self.device_type {
                Some(kind) => kind == "tap",
                None => self.device.starts_with("tap"),
            },
            certificates: self.certificates,
            tls_versions: self.tls_versions,
            credentials: self.credentials,
            compression: self.compression,
            cipher: self.cipher,
            data_ciphers: self.data_ciphers,
            folder: self.folder,
            disobeyed: self.disobeyed,
            data_ciphers_fallback: self.data_ciphers_fallback,
            unsupported: self.unsupported,
        })
    }

    fn remotes(&mut self) -> Result<Vec<Remote>, ProfileError> {
        let mut connections = std::mem::take(&mut self.connections);
        if connections.is_empty() {
            for target in std::mem::take(&mut self.targets) {
                let mut connection = self.defaults.clone();
                connection.aim(target);
                connections.push((connection, Keys::default()));
            }
        }
        let mut remotes = Vec::new();
        for (connection, keys) in connections {
            remotes.extend(connection.finish(&keys, &self.keys)?);
        }
        if let Some((transport, line)) = self.forced.filter(|_| !remotes.is_empty()) {
            remotes.retain(|remote| remote.transport == transport);
            if remotes.is_empty() {
                return Err(Fault::NoRemoteLeft.at(line, "proto-force"));
            }
        }
        Ok(remotes)
    }
}

fn in_connection(
    statement: &Statement,
    connection: &mut Connection,
    keys: &mut Keys,
) -> Result<(), Fault> {
    if statement.name == "remote" {
        connection.aim(Target::read(statement)?);
    } else if !connection.take(statement)? {
        keys.take_in_connection(statement)?;
    }
    Ok(())
}

/// Takes `setenv opt` off, behind which an option may be unknown. Whether it was there.
fn strip_setenv_opt(statement: &mut Statement) -> bool {
    let is_there = statement.name == "setenv"
        && statement
            .arguments
            .first()
            .is_some_and(|word| word == "opt");
    if is_there {
        statement.arguments.remove(0);
        statement.name = match statement.arguments.is_empty() {
            true => String::new(),
            false => statement.arguments.remove(0),
        };
    }
    is_there
}

/// Whether to look at the option at all: it exists and is a line or a block as it should be. An
/// optional one that does not exist is passed over.
fn has_place(statement: &Statement, is_optional: bool) -> Result<bool, ProfileError> {
    let (line, name) = (statement.line, statement.name.as_str());
    let is_known = options::is_known(name) && !(is_optional && options::is_foreign(name));
    match is_known {
        false if is_optional => Ok(false),
        false if name == "tls-remote" => {
            Err(Fault::Replaced("write verify-x509-name").at(line, name))
        }
        false => Err(refuse(line, name)),
        true if statement.block.is_some() && !options::may_be_inline(name) => {
            Err(Fault::NotInline.at(line, name))
        }
        true => Ok(true),
    }
}

/// Names the place of a fault. An optional option with a wrong number of arguments is passed over.
fn settle(
    taken: Result<(), Fault>,
    statement: &Statement,
    is_optional: bool,
) -> Result<(), ProfileError> {
    match taken {
        Err(Fault::TooFewArguments | Fault::TooManyArguments) if is_optional => Ok(()),
        taken => taken.map_err(|fault| fault.at(statement.line, &statement.name)),
    }
}
