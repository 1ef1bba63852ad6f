//! How a server behaves, as a struct.

use std::sync::Arc;

use rustls::ServerConfig;

use crate::support::pki::Identity;

use super::certificates::{Guests, tls};
use super::terms::TunnelTerms;

/// The step that a server never takes. Whatever comes before it goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Silence {
    /// No reset comes back.
    Reset,
    /// The hello of TLS is not even acknowledged.
    ClientHello,
    /// Everything is acknowledged, but TLS ends in the middle of its first flight.
    ServerHello,
    /// The server's half of the key exchange never comes.
    KeyMessage,
    /// `PUSH_REQUEST` is never answered.
    PushRequest,
    /// Nothing comes back through the tunnel.
    Tunnel,
}

/// A whole server.
#[derive(Clone)]
pub struct Script {
    /// What it shows and asks for in TLS.
    pub tls: Arc<ServerConfig>,
    /// Where it falls silent, if it does.
    pub silence: Option<Silence>,
    /// Whether lost packets are its own to send again, as on UDP.
    pub resends: bool,
    /// Whether it keeps no tls-crypt-v2 key in mind and wants it again behind the reset.
    pub resend_wrapped_key: bool,
    /// Bytes of TLS in a packet, at most; above 1150 there is no difference.
    pub fragment: usize,
    /// What it says where TLS is due.
    pub instead_of_tls: Option<Vec<u8>>,
    /// What it says where its half of the key exchange is due.
    pub instead_of_key_message: Option<Vec<u8>>,
    /// What it answers to `PUSH_REQUEST`, a TLS record each.
    pub answer: Vec<Vec<u8>>,
    /// What follows its answer where TLS is due.
    pub behind_answer: Option<Vec<u8>>,
    /// Whether it answers without being asked, behind its half of the key exchange.
    pub is_unasked: bool,
    /// Who alone gets the answer; everybody else is refused.
    pub only: Option<(&'static str, &'static str)>,
    /// Whether it says farewell with a TLS alert where it throws a client out. OpenVPN's do not.
    pub sends_alerts: bool,
    /// Its end of the tunnel.
    pub tunnel: TunnelTerms,
}

impl Script {
    /// A server that lets everybody in, over UDP.
    pub fn good(identity: &Identity) -> Self {
        Self::showing(tls(identity, Guests::Anybody))
    }

    /// The same with its TLS told apart.
    pub fn showing(tls: Arc<ServerConfig>) -> Self {
        let tunnel = TunnelTerms::default();
        Self {
            tls,
            silence: None,
            resends: true,
            resend_wrapped_key: true,
            fragment: usize::MAX,
            instead_of_tls: None,
            instead_of_key_message: None,
            answer: vec![tunnel.push_reply()],
            behind_answer: None,
            is_unasked: false,
            only: None,
            sends_alerts: false,
            tunnel,
        }
    }

    /// The same with another tunnel, pushed in one message.
    pub fn with_tunnel(self, tunnel: TunnelTerms) -> Self {
        Self {
            answer: vec![tunnel.push_reply()],
            tunnel,
            ..self
        }
    }

    /// The same with one message for an answer, such as `AUTH_FAILED,no`.
    pub fn answering(self, message: &str) -> Self {
        self.answering_all(&[message])
    }

    /// The same with several messages for an answer, a TLS record each.
    pub fn answering_all(self, messages: &[&str]) -> Self {
        let record = |message: &&str| [message.as_bytes(), &[0]].concat();
        Self {
            answer: messages.iter().map(record).collect(),
            ..self
        }
    }

    /// The same with everything that it answers in one TLS record.
    pub fn joined(self) -> Self {
        Self {
            answer: vec![self.answer.concat()],
            ..self
        }
    }

    /// The same with everything that it answers cut into TLS records of so many bytes.
    pub fn split(self, bytes: usize) -> Self {
        let answer = self.answer.concat();
        Self {
            answer: answer.chunks(bytes).map(<[u8]>::to_vec).collect(),
            ..self
        }
    }

    /// The same with what it pushes told in several messages, an option each.
    pub fn continued(self) -> Self {
        let answer = self.tunnel.continued_push_reply();
        Self { answer, ..self }
    }

    /// The same, falling silent.
    pub fn silent_at(self, silence: Silence) -> Self {
        Self {
            silence: Some(silence),
            ..self
        }
    }

    /// The same over a transport that loses nothing.
    pub fn over_tcp(self) -> Self {
        Self {
            resends: false,
            resend_wrapped_key: false,
            ..self
        }
    }

    pub(super) fn is_silent_at(&self, step: Silence) -> bool {
        self.silence.is_some_and(|silence| silence <= step)
    }
}
