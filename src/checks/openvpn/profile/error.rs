//! What is wrong with a profile, in words for the administrator who gave it.
//!
//! Each sentence follows the name of the file, which the caller knows. Values are not repeated: a
//! line that went astray may be a password or a piece of a key. Tags are told without their
//! brackets, which would not come through the sanitiser.

use std::fmt;

use super::super::line::BadLine;
use super::remote::MAX_REMOTES;

/// Why a profile cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    /// Line of the profile, from 1; none where the trouble is that something is missing.
    pub line: Option<usize>,
    /// The option, where there is one to name.
    pub option: Option<String>,
    /// The rule that was broken.
    pub fault: Fault,
}

/// The rule that a profile broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A line of 256 bytes or more, its end included.
    LineTooLong,
    /// The line does not fall into words.
    Words(BadLine),
    /// No OpenVPN knows the option.
    Unknown,
    /// The first word cannot be the name of an option.
    NotAnOption,
    /// A PEM block that no `<tag>` encloses.
    BareBlock,
    /// `</tag>` without `<tag>`.
    StrayEndTag,
    /// `<tag>` without `</tag>`.
    NoEndTag,
    /// `<tag>` for an option that is given on a line.
    NotInline,
    /// An option that belongs outside of `<connection>`.
    NotInConnection,
    /// An argument is missing.
    TooFewArguments,
    /// There are more arguments than the option has.
    TooManyArguments,
    /// The value is none of those that the option knows, which are these.
    Value(&'static str),
    /// A protocol that waits to be connected to.
    ServerProtocol,
    /// Something else stands in for the option today.
    Replaced(&'static str),
    /// Two ways of protecting the control channel, of which the other one is this.
    Exclusive(&'static str),
    /// A `<connection>` block without `remote`.
    NoRemoteInConnection,
    /// More remotes than are taken.
    TooManyRemotes,
    /// The whole profile has no `remote`.
    NoRemote,
    /// `proto-force` leaves no remote over.
    NoRemoteLeft,
    /// `tls-version-min` is above `tls-version-max`.
    NoVersion,
    /// Neither `client` nor `tls-client` is there.
    NoTls,
    /// There is no `remote`, but this option of servers.
    Server,
}

impl Fault {
    /// The fault at a line, of an option.
    pub(super) fn at(self, line: usize, option: &str) -> ProfileError {
        ProfileError {
            line: Some(line),
            option: Some(option.to_owned()),
            fault: self,
        }
    }

    /// The fault of a line without an option that could be named.
    pub(super) fn of_line(self, line: usize) -> ProfileError {
        ProfileError {
            line: Some(line),
            option: None,
            fault: self,
        }
    }

    /// The fault of the profile as a whole.
    pub(super) fn of_profile(self) -> ProfileError {
        ProfileError {
            line: None,
            option: None,
            fault: self,
        }
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match (&self.option, self.fault) {
            (Some(option), Fault::Unknown) => write!(f, "unknown option {option}"),
            (Some(option), fault) => write!(f, "{option}: {fault}"),
            (None, fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for ProfileError {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LineTooLong => "the line is longer than the 254 bytes that OpenVPN reads",
            Self::Words(bad) => return bad.fmt(f),
            Self::Unknown => "unknown option",
            Self::NotAnOption => "this is no option",
            Self::BareBlock => "a PEM block needs its tags around it, such as those of ca",
            Self::StrayEndTag => "a closing tag without its opening one",
            Self::NoEndTag => "the closing tag is missing",
            Self::NotInline => "the option is given on a line, not as a block",
            Self::NotInConnection => "it has no place inside a connection block",
            Self::TooFewArguments => "an argument is missing",
            Self::TooManyArguments => "there are too many arguments",
            Self::Value(allowed) => return write!(f, "the value must be {allowed}"),
            Self::ServerProtocol => "a client does not wait for connections: write tcp-client",
            Self::Replaced(by) => return write!(f, "OpenVPN no longer has it; {by}"),
            Self::Exclusive(other) => {
                return write!(f, "{other} is there as well, and OpenVPN takes one alone");
            }
            Self::NoRemoteInConnection => "the block names no remote",
            Self::TooManyRemotes => return write!(f, "more than {MAX_REMOTES} remotes"),
            Self::NoRemote => "the profile names no remote",
            Self::NoRemoteLeft => "no remote has this protocol",
            Self::NoVersion => "tls-version-min is above tls-version-max",
            Self::NoTls => {
                "OpenVPN speaks no TLS with neither client nor tls-client in the profile"
            }
            Self::Server => "this is a server's configuration, not a client's profile",
        })
    }
}
