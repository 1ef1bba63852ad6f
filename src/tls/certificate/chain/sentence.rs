//! The faults of a chain in words: each sentence names the certificate, what was found and against
//! what. It starts in lower case and has no full stop.

use std::fmt;

use super::super::{ExtendedKeyUsage, date_text};
use super::fault::{Authority, ChainFault, Evidence, FaultKind, Role};

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "server certificate",
            Self::Client => "client certificate",
            Self::Intermediate => "intermediate certificate",
            Self::Ca => "CA certificate",
            Self::Surplus => "unneeded certificate",
        })
    }
}

impl fmt::Display for ChainFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::EmptyChain => return write!(f, "there is no {}", self.role),
            FaultKind::Unreadable => {
                return write!(
                    f,
                    "a certificate sent or given as {} cannot be read",
                    self.role
                );
            }
            FaultKind::OtherCa {
                issuer,
                known,
                more,
            } if self.role == Role::Intermediate && *issuer == self.label && !known.is_empty() => {
                return write!(
                    f,
                    "the chain that was sent ends in {issuer}, which is not in the CA file: that has {}",
                    list(known, *more)
                );
            }
            _ => {}
        }
        write!(f, "{} {} {}", self.role, self.label, self.kind)
    }
}

impl fmt::Display for FaultKind {
    #[expect(clippy::too_many_lines, reason = "a sentence for each fault")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyChain => f.write_str("is missing"),
            Self::Unreadable => f.write_str("cannot be read"),
            Self::Expired {
                not_after,
                days_ago,
            } => {
                write!(
                    f,
                    "expired on {}, {}",
                    date_text(*not_after),
                    ago(*days_ago)
                )
            }
            Self::NotYetValid { not_before } => {
                write!(f, "is not valid before {}", date_text(*not_before))
            }
            Self::WrongName {
                expected,
                presented,
                ..
            } if presented.is_empty() => {
                write!(f, "names no host or address at all, so not {expected}")
            }
            Self::WrongName {
                expected,
                presented,
                more,
            } => {
                write!(
                    f,
                    "is for {} and not for {expected}",
                    list(presented, *more)
                )
            }
            Self::AddressOnlyInCommonName { address } => write!(
                f,
                "has {address} in its common name alone, where clients do not look: it needs an IP address among its alternative names"
            ),
            Self::NameOnlyInCommonName { name } => write!(
                f,
                "has {name} in its common name alone, where clients do not look: it needs a DNS name among its alternative names"
            ),
            Self::AddressAsDnsName { address } => write!(
                f,
                "has {address} as a DNS name among its alternative names, where an IP address is needed"
            ),
            Self::NotForServers { usage } => {
                write!(f, "is not for servers: its extended key usage is {usage}")
            }
            Self::NotForClients { usage } => {
                write!(f, "is not for clients: its extended key usage is {usage}")
            }
            Self::NoKeyUsage => f.write_str("has no key usage, which --remote-cert-tls asks for"),
            Self::NoExtendedKeyUsage => {
                f.write_str("has no extended key usage, which --remote-cert-tls asks for")
            }
            Self::WeakKey { key } => write!(f, "has a weak key: {key}"),
            Self::KeyNotSupported { key } => {
                write!(f, "has a key that this build cannot use: {key}")
            }
            Self::WeakSignature { signature } => {
                write!(f, "has a weak signature: {signature}")
            }
            Self::SignatureNotSupported { signature } => {
                write!(
                    f,
                    "has a signature that this build cannot verify: {signature}"
                )
            }
            Self::OldVersion { version } => {
                write!(f, "is of X.509 version {version}, where TLS needs 3")
            }
            Self::UnknownCritical { id } => {
                write!(
                    f,
                    "has the critical extension {id}, which nobody here knows"
                )
            }
            Self::Malformed => f.write_str("is malformed"),
            Self::Refused { reason } => write!(f, "is refused by this build: {reason}"),
            Self::SelfSigned => f.write_str("is self-signed, and nobody has said to trust it"),
            Self::CaAsLeaf => f.write_str("is marked as a CA's and used as a leaf"),
            Self::NotACa => f.write_str("has issued another one and is not marked as a CA's"),
            Self::ChainTooLong { allowed, beneath } => {
                write!(
                    f,
                    "allows {allowed} intermediates beneath it and has {beneath}"
                )
            }
            Self::IntermediateNotSent {
                issuer,
                of,
                evidence,
            } => {
                write!(f, "is issued by {issuer}, ")?;
                match evidence {
                    Evidence::AtHand => write!(f, "an intermediate of {of} that is not sent along"),
                    Evidence::KeyIdentifier => {
                        write!(f, "which {of} has issued and which is not sent along")
                    }
                    Evidence::Names => write!(
                        f,
                        "which is neither sent along nor in the CA file; by its name an intermediate of {of}"
                    ),
                }
            }
            Self::SameNameOtherKey {
                issuer,
                authority: Authority::CaFile,
            } => {
                write!(
                    f,
                    "is issued by a {issuer} with another key than the one in the CA file"
                )
            }
            Self::SameNameOtherKey {
                issuer,
                authority: Authority::SentAlong,
            } => {
                write!(
                    f,
                    "is issued by a {issuer} with another key than the one sent along"
                )
            }
            Self::OtherCa { issuer, known, .. } if known.is_empty() => {
                write!(
                    f,
                    "is issued by {issuer}, and there is no CA to compare it with"
                )
            }
            Self::OtherCa {
                issuer,
                known,
                more,
            } => write!(
                f,
                "is issued by {issuer}, which is not in the CA file: that has {}",
                list(known, *more)
            ),
        }
    }
}

impl fmt::Display for ExtendedKeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<&str> = [
            (self.server_auth, "server authentication"),
            (self.client_auth, "client authentication"),
            (self.any, "\"any\", which not all peers take for it"),
            (self.others > 0, "something else"),
        ]
        .into_iter()
        .filter_map(|(is_set, name)| is_set.then_some(name))
        .collect();
        match named.is_empty() {
            true => f.write_str("empty"),
            false => f.write_str(&named.join(" and ")),
        }
    }
}

fn ago(days: i64) -> String {
    match days {
        0 => "less than a day ago".to_owned(),
        1 => "1 day ago".to_owned(),
        _ => format!("{days} days ago"),
    }
}

fn list(names: &[String], more: usize) -> String {
    let names = names.join(", ");
    match more {
        0 => names,
        _ => format!("{names} and {more} more"),
    }
}
