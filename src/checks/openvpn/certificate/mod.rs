//! A server's certificate as an OpenVPN client judges it, which is not as a browser does.
//!
//! No host name is looked for. A CA, a name and a use count where they were asked for; a pinned
//! fingerprint without a CA makes OpenVPN deaf to everything else that OpenSSL has to say. Where
//! this build is stricter than OpenSSL, the issue is our limit and not the server's fault.
//!
//! OpenVPN `ssl_verify.c` (`verify_cert`, `verify_peer_cert`) and `ssl_verify_openssl.c`
//! (`verify_callback`), as of 2.6; its `--x509-username-field` is taken to be `CN`.

mod fault;
mod fingerprint;
mod issue;
mod name;
mod openssl;
mod revocation;
#[cfg(test)]
mod tests;

use rustls_pki_types::CertificateDer;

use crate::outcome::Range;
use crate::tls::certificate::{
    Certificate, Examination, Expectation, Expiry, KeyKind, Purpose, Role, SignatureKind, Trust,
    Usage, examine,
};
use crate::tls::revocation::RevocationList;

pub use fingerprint::{FingerprintError, parse_fingerprint};
pub use issue::{Issue, Severity};
pub use name::{NameRule, NameRuleError};

/// What a server's certificate is measured against.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The certificates of `--ca`.
    pub ca: Option<Vec<CertificateDer<'static>>>,
    /// `--peer-fingerprint`, SHA-256: the leaf has to have one of them, if there are any.
    pub fingerprints: Vec<[u8; 32]>,
    /// `--remote-cert-tls server`.
    pub remote_cert_tls: bool,
    /// `--verify-x509-name`.
    pub name: Option<NameRule>,
    /// The lists of `--crl-verify`. Without any, revocation is not looked at.
    pub crl: Vec<RevocationList>,
    /// Days left that deserve a warning.
    pub warning_days: Option<Range>,
    /// Days left that are critical.
    pub critical_days: Option<Range>,
}

/// What there is to say of a server's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whom the certificate is for; empty where there is none or it cannot be read. Foreign text.
    pub label: String,
    /// Everything that is not as it should be.
    pub issues: Vec<Issue>,
    /// When the leaf, the certificates between it and the CA, and the CA end.
    pub expiries: Vec<Expiry>,
    /// The leaf's SHA-256 fingerprint, `AB:CD:...`.
    pub fingerprint_text: Option<String>,
    /// Kind of the leaf's key.
    pub key: Option<KeyKind>,
    /// How the leaf is signed.
    pub signature: Option<SignatureKind>,
}

/// What OpenVPN goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    /// A chain up to a CA, and the fingerprint too if there is one.
    Ca,
    /// The fingerprint and nothing that OpenSSL says: `verify_hash_no_ca`.
    Fingerprint,
    /// Nothing was given, so that no origin is judged.
    Nothing,
}

impl Policy {
    /// Whether anybody vouches for the server.
    pub fn verifies(&self) -> bool {
        self.basis() != Basis::Nothing
    }

    /// Judges the chain as it was sent, the leaf first. `now` is in seconds since 1970.
    pub fn judge(&self, sent: &[CertificateDer<'_>], now: i64) -> Judgement {
        let basis = self.basis();
        let found = self.examine(basis, sent, now);
        let mut judgement = Judgement {
            issues: fault::issues(self, basis, &found),
            ..Judgement::default()
        };
        if let Some(leaf) = found.path.first() {
            judgement.describe(leaf);
            let issues = &mut judgement.issues;
            if basis != Basis::Fingerprint {
                issues.extend(openssl::issues(&found));
            }
            issues.extend(name::issue(leaf, self.name.as_ref()));
            issues.extend(fingerprint::issue(leaf, &self.fingerprints));
            issues.extend(revocation::issues(basis, &self.crl, &found, now));
        }
        let needed = found.expiries.into_iter();
        judgement.expiries = needed
            .filter(|expiry| expiry.role != Role::Surplus)
            .collect();
        for expiry in &judgement.expiries {
            let (warning, critical) = (self.warning_days.as_ref(), self.critical_days.as_ref());
            let finding = expiry.finding(warning, critical, now);
            let issue = finding.map(|it| Issue::new(Severity::Ending(it.state()), it.text()));
            judgement.issues.extend(issue);
        }
        if basis == Basis::Nothing {
            let text = "not verified: no --ca and no --peer-fingerprint";
            judgement.issues.push(Issue::new(Severity::Remark, text));
        }
        judgement
    }

    fn basis(&self) -> Basis {
        match (&self.ca, self.fingerprints.is_empty()) {
            (Some(_), _) => Basis::Ca,
            (None, false) => Basis::Fingerprint,
            (None, true) => Basis::Nothing,
        }
    }

    fn examine(&self, basis: Basis, sent: &[CertificateDer<'_>], now: i64) -> Examination {
        let (roots, between) = self.authorities();
        // OpenSSL takes nobody's word but a self-signed certificate's: the others of the CA file
        // are no more than intermediates that need not be sent.
        let chain: Vec<CertificateDer<'_>> = match (basis, sent.split_first()) {
            (_, None) => Vec::new(),
            (Basis::Fingerprint, Some((leaf, _))) => vec![leaf.clone()],
            (_, Some(_)) => sent.iter().chain(&between).cloned().collect(),
        };
        let expectation = Expectation {
            purpose: Purpose::Server,
            usage: match (self.remote_cert_tls, basis) {
                (true, _) => Usage::Required,
                (false, Basis::Fingerprint) => Usage::Ignored,
                (false, _) => Usage::IfPresent,
            },
            name: None,
            trust: match basis {
                Basis::Ca => Trust::File(&roots),
                Basis::Fingerprint | Basis::Nothing => Trust::Anybody,
            },
            at_hand: &[],
            now,
        };
        examine(&chain, &expectation)
    }

    /// The self-signed certificates of the CA file, and the others.
    fn authorities(&self) -> (Vec<CertificateDer<'static>>, Vec<CertificateDer<'static>>) {
        let ca = self.ca.iter().flatten().cloned();
        ca.partition(|der| {
            Certificate::parse(der).map_or(true, |certificate| certificate.is_self_issued())
        })
    }

    /// Whether the CA file has this certificate.
    fn has_in_ca_file(&self, certificate: &Certificate) -> bool {
        let mut ca = self.ca.iter().flatten();
        ca.any(|der| der.as_ref() == certificate.der())
    }
}

impl Judgement {
    /// Whether a real client would refuse the server.
    pub fn is_refused(&self) -> bool {
        self.has(Severity::Refused)
    }

    /// Whether a login may go on: nobody refuses the server, and nothing is beyond this build.
    pub fn admits(&self) -> bool {
        !self.is_refused() && !self.has(Severity::Legacy)
    }

    fn has(&self, severity: Severity) -> bool {
        self.issues.iter().any(|issue| issue.severity == severity)
    }

    fn describe(&mut self, leaf: &Certificate) {
        self.label = leaf.label();
        self.fingerprint_text = Some(leaf.fingerprint_text());
        self.key = Some(leaf.key.clone());
        self.signature = Some(leaf.signature.clone());
    }
}
