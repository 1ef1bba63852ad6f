//! What a profile says about certificates and about TLS itself, as it is written.
//!
//! Nothing is decoded in here: a block may hold anything.
//!
//! Rules: OpenVPN `options.c` (`add_option`) and `ssl.c` (`tls_version_parse`), as of 2.6.

use super::error::Fault;
use super::statement::Statement;
use super::{Need, Source, Unsupported};

/// Whom the client trusts, and how it shows itself.
#[derive(Default)]
pub struct Certificates {
    /// `ca`: whom the server's certificate has to come from.
    pub ca: Option<Source>,
    /// `cert`: the client's own certificate.
    pub cert: Option<Source>,
    /// `key`: the private key of it.
    pub key: Option<Source>,
    /// `extra-certs`: what stands between `cert` and its authority.
    pub extra_certs: Option<Source>,
    /// `pkcs12`: authority, certificate and key in one; a block of it is in base64.
    pub pkcs12: Option<Source>,
    /// `crl-verify`: certificates that no longer count.
    pub crl: Option<Source>,
    /// `peer-fingerprint`: servers that are trusted without a `ca`, each as written.
    pub peer_fingerprints: Vec<String>,
    /// `remote-cert-tls`: what the server's certificate has to be for.
    pub remote_cert_tls: Option<Purpose>,
    /// `verify-x509-name`: what the server's certificate has to say, and where.
    pub verify_x509_name: Option<(String, NameKind)>,
}

/// The value of `remote-cert-tls`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `server`
    Server,
    /// `client`
    Client,
}

/// What `verify-x509-name` looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// `subject`, and where nothing is said: the whole subject.
    Subject,
    /// `name`: the common name.
    Name,
    /// `name-prefix`: how the common name starts.
    NamePrefix,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// TLS 1.0
    V1_0,
    /// TLS 1.1
    V1_1,
    /// TLS 1.2
    V1_2,
    /// TLS 1.3
    V1_3,
}

/// `tls-version-min` and `tls-version-max`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TlsVersions {
    /// The oldest version that is spoken.
    pub min: Option<TlsVersion>,
    /// The newest version that is spoken.
    pub max: Option<TlsVersion>,
}

impl Certificates {
    /// Takes an option. Whether it is one about certificates.
    pub(super) fn take(&mut self, statement: &Statement) -> Result<bool, Fault> {
        let source = || statement.source(1).map(Some);
        match statement.name.as_str() {
            "ca" => self.ca = source()?,
            "cert" => self.cert = source()?,
            "key" => self.key = source()?,
            "extra-certs" => self.extra_certs = source()?,
            "pkcs12" => self.pkcs12 = source()?,
            "crl-verify" => {
                let source = statement.source(2)?;
                self.crl = match statement.arguments.get(1).map(String::as_str) {
                    None => Some(source),
                    // Not to be had as a source; `crl_folder` tells of it.
                    Some("dir") => None,
                    Some(_) => return Err(Fault::TooManyArguments),
                };
            }
            "peer-fingerprint" => match statement.block {
                Some(block) => self.peer_fingerprints.extend(fingerprints(block)),
                None => self.peer_fingerprints.push(statement.value()?.to_owned()),
            },
            "remote-cert-tls" => {
                self.remote_cert_tls = Some(match statement.value()? {
                    "server" => Purpose::Server,
                    "client" => Purpose::Client,
                    _ => return Err(Fault::Value("server or client")),
                });
            }
            "verify-x509-name" => {
                let (name, kind) = statement.first_of(2)?;
                let kind = match kind.first().map(String::as_str) {
                    None | Some("subject") => NameKind::Subject,
                    Some("name") => NameKind::Name,
                    Some("name-prefix") => NameKind::NamePrefix,
                    Some(_) => return Err(Fault::Value("a name and subject, name or name-prefix")),
                };
                if name.is_empty() {
                    return Err(Fault::TooFewArguments);
                }
                self.verify_x509_name = Some((name.to_owned(), kind));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl TlsVersions {
    /// Takes an option. Whether it is one about versions of TLS.
    pub(super) fn take(&mut self, statement: &Statement) -> Result<bool, Fault> {
        match statement.name.as_str() {
            "tls-version-min" => {
                let (value, rest) = statement.first_of(2)?;
                let is_open = rest.first().is_some_and(|word| word == "or-highest");
                self.min = Some(match version(value) {
                    Err(_) if is_open => TlsVersion::V1_3,
                    version => version?,
                });
            }
            "tls-version-max" => self.max = Some(version(statement.value()?)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether there is a version between the two.
    pub(super) fn leave_one(self) -> bool {
        !matches!((self.min, self.max), (Some(min), Some(max)) if min > max)
    }
}

/// Revoked certificates in a folder, which `crl-verify` calls `dir`.
pub(super) fn crl_folder(statement: &Statement) -> Option<Unsupported> {
    let is_folder = statement.name == "crl-verify" && statement.arguments.len() > 1;
    is_folder.then(|| Unsupported {
        option: statement.name.clone(),
        line: statement.line,
        need: Need::Certificate,
        reason: "the revoked certificates are in a folder; give them in one file",
    })
}

fn version(word: &str) -> Result<TlsVersion, Fault> {
    match word {
        "1.0" => Ok(TlsVersion::V1_0),
        "1.1" => Ok(TlsVersion::V1_1),
        "1.2" => Ok(TlsVersion::V1_2),
        "1.3" => Ok(TlsVersion::V1_3),
        _ => Err(Fault::Value("1.0, 1.1, 1.2 or 1.3")),
    }
}

/// One a line, with comments between them.
fn fingerprints(block: &str) -> impl Iterator<Item = String> {
    block
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        .map(str::to_owned)
}
