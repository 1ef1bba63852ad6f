//! How far a visit came and what it found on its way, in plain values.

use std::time::Duration;

use crate::net::Trouble;
use crate::tls::client::Versions;

use super::super::super::certificate::Judgement;
use super::super::super::login::{AuthFailure, Info, Pushed};
use super::super::super::tunnel::EchoAnswer;
use super::super::tls::Proof;

/// How far a visit has to come. Each stage includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The hard reset is answered.
    Reset,
    /// The server has shown its certificate and proved that it is its own.
    Certificate,
    /// The server has let us in, or has said why not.
    Login,
    /// Something came back through the tunnel.
    Tunnel,
}

/// What a visit found behind the reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What TLS showed, as far as it came.
    pub handshake: Option<Handshake>,
    /// What the server said to our login, if it said something.
    pub login: Option<Login>,
    /// What came back through the tunnel.
    pub tunnel: Option<Tunnel>,
    /// What ended the visit.
    pub end: End,
    /// How long it waited in the stage in which it ended.
    pub waited: Duration,
    /// Control packets that were sent again.
    pub retransmits: u32,
}

impl Passage {
    /// Of a visit that did not take place.
    pub fn not_begun() -> Self {
        Self {
            handshake: None,
            login: None,
            tunnel: None,
            end: End::NotBegun,
            waited: Duration::ZERO,
            retransmits: 0,
        }
    }

    /// Whether the server has done all that this stage asks of one.
    pub fn came_to(&self, stage: Stage) -> bool {
        let admits = self.handshake.as_ref().is_some_and(Handshake::admits);
        let answer = self.login.as_ref().map(|login| &login.answer);
        let is_in = matches!(answer, Some(LoginAnswer::Admitted(_)));
        let has_tunnel = self.tunnel.as_ref().is_some_and(|it| it.time().is_some());
        self.end == End::Answered
            && admits
            && (stage < Stage::Login || is_in)
            && (stage < Stage::Tunnel || has_tunnel)
    }

    /// Of a visit that this machine or the network did not let begin.
    pub fn ended_by(trouble: Trouble) -> Self {
        Self {
            end: End::Trouble(trouble),
            ..Self::not_begun()
        }
    }
}

/// What ended a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It came to an answer, of whatever kind: there is no more to find out.
    Answered,
    /// The time was up in this stage.
    TimeUp(Waiting),
    /// The server ended the connection in this stage.
    Closed(Waiting),
    /// TLS could not go on.
    Tls(TlsFault),
    /// What the server said inside TLS makes no sense.
    Garbled(String),
    /// This build has no way into the tunnel that the server offers.
    NoWayIn(String),
    /// The network, or this machine, answered instead of the server.
    Trouble(Trouble),
    /// It was not begun, since another address or remote took the time.
    NotBegun,
}

/// What a visit was waiting for when it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Any reaction to the first packet behind the reset.
    Hearing,
    /// The rest of the handshake.
    Handshake,
    /// A reaction of the server, which has shown its certificate, to what we have to show: its half
    /// of the key exchange, with which it takes note of a login.
    KeyExchange,
    /// The answer to the login.
    Answer,
    /// Something through the tunnel.
    Tunnel,
}

/// Why TLS could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// The server said so, with this alert.
    Alert(String),
    /// It wants what this build does not do, in the words of the TLS library.
    Legacy(String),
    /// It has no version of those that the profile leaves, which these are.
    Narrowed(Versions),
    /// It does not keep to TLS.
    Broken(String),
    /// This build could not even begin.
    Ours(String),
}

/// What TLS showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// From the answered reset to here.
    pub time: Duration,
    /// `TLS 1.2` or `TLS 1.3`, and the cipher suite; none where it ended before they were settled.
    pub parameters: Option<(&'static str, String)>,
    /// What the server's certificates come to.
    pub judgement: Judgement,
    /// Whether it proved that they are its own.
    pub proof: Proof,
    /// Whether it asked for a certificate of ours.
    pub wants_certificate: bool,
}

impl Handshake {
    /// Whether a real client would go on from here.
    pub fn admits(&self) -> bool {
        self.proof == Proof::Given && self.judgement.admits()
    }
}

/// What a server said to a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// From the end of the handshake to the answer.
    pub time: Duration,
    /// The answer.
    pub answer: LoginAnswer,
}

/// The ways a server can answer a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginAnswer {
    /// It lets us in, with these options.
    Admitted(Box<Pushed>),
    /// It does not, or not yet.
    Refused(AuthFailure),
    /// It waits for somebody to confirm the login elsewhere, and this is how.
    Pending(Option<Info>),
    /// It sends us away to come back, with its reason.
    Restart(String),
    /// It sends us away for good, with its reason.
    Halt(String),
    /// It ends the session.
    Exit,
}

/// What came back through the tunnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tunnel {
    /// The server's own options, asked for inside the tunnel, and how long that took.
    pub options: Option<(Duration, String)>,
    /// What answered the small echo request.
    pub echo: Option<(Duration, EchoAnswer)>,
    /// What answered the echo request of the size asked for.
    pub sized_echo: Option<(Duration, EchoAnswer)>,
    /// Whom the echo requests went to.
    pub target: Option<std::net::IpAddr>,
    /// Packets of the tunnel's that came and verified.
    pub packets: u32,
    /// Those of them that were compressed, so that this build cannot read them.
    pub compressed: u32,
}

impl Tunnel {
    /// How long an answer took; that of an echo where there is one.
    pub fn time(&self) -> Option<Duration> {
        let echo = match &self.echo {
            Some((time, EchoAnswer::Reply)) => Some(*time),
            _ => None,
        };
        echo.or(self.options.as_ref().map(|(time, _)| *time))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_that_trouble_kept_from_beginning_has_its_name() {
        let passage = Passage::ended_by(Trouble::Reset);
        assert_eq!(passage.end, End::Trouble(Trouble::Reset));
        assert!(!passage.came_to(Stage::Certificate));
    }
}
