//! The login: our half of the key exchange, the server's, and the words behind it until one of them
//! is an answer.
//!
//! Who asks again, and when: OpenVPN `push.c` (`send_push_request`), `ssl.c`
//! (`key_method_2_write`), as of 2.4 to 2.7.

use std::time::Duration;

use zeroize::Zeroizing;

use super::super::super::login::{
    Info, KeyMessage, Message, MessageReader, OptionsString, PushAssembly, Pushed, Randoms,
    ServerKeyMessage, messages::PUSH_REQUEST, peer_info,
};
use super::super::super::tunnel::{self, DataKeys, KeySources};
use super::super::Opening;
use super::{LoginAnswer, Plan, Secrets, Waiting};

/// When the server is asked for its options, after its half of the key exchange. Up to 2.4 a
/// question that comes in one packet with our acknowledgement of that half is lost: the server does
/// not count us as connected before the packet is done with.
const ASK_AFTER: Duration = Duration::from_millis(10);

/// When it is asked again first, as a client of 2.4 does, and how often from then on.
const ASK_AGAIN: Duration = Duration::from_secs(1);
const ASK_EVERY: Duration = Duration::from_secs(5);

/// How long the server may take to say whom a login waits for, once it has said that it waits.
const PENDING_SAYS_WHY: Duration = Duration::from_secs(1);

/// A conversation inside TLS, up to the answer.
pub(super) struct LoginTalk {
    state: State,
    /// When the server is asked next, or is not waited for any longer.
    due: Option<Duration>,
}

enum State {
    /// Bytes of the server's half of the key exchange that came so far.
    Exchange(Zeroizing<Vec<u8>>),
    Messages {
        server: Randoms,
        /// The cipher of its own that it names, pushed or not.
        cipher: Option<String>,
        reader: MessageReader,
        assembly: PushAssembly,
        is_pending: bool,
        has_asked: bool,
    },
}

impl LoginTalk {
    /// A conversation, and the words that it starts with.
    pub(super) fn new(
        plan: &Plan,
        secrets: &Secrets,
    ) -> Result<(Self, Zeroizing<Vec<u8>>), String> {
        let options = OptionsString {
            transport: plan.transport,
            tap: plan.is_tap,
            tls_auth: plan.tls_auth,
            compression: plan.framing != tunnel::Framing::None,
        };
        let ciphers: Vec<&str> = plan.ciphers.iter().map(|cipher| cipher.name()).collect();
        let message = KeyMessage::new(
            secrets.pre_master.clone(),
            secrets.randoms.clone(),
            options.to_string(),
            plan.credentials.clone(),
            peer_info(&ciphers),
        );
        let message = message.map_err(|error| error.to_string())?;
        let talk = Self {
            state: State::Exchange(Zeroizing::default()),
            due: None,
        };
        Ok((talk, message.encode()))
    }

    pub(super) fn waiting(&self) -> Waiting {
        match self.state {
            State::Exchange(_) => Waiting::KeyExchange,
            State::Messages { .. } => Waiting::Answer,
        }
    }

    /// Whether the server has said that the login waits, and not yet for whom.
    pub(super) fn is_pending(&self) -> bool {
        matches!(
            self.state,
            State::Messages {
                is_pending: true,
                ..
            }
        )
    }

    pub(super) fn wake_at(&self) -> Option<Duration> {
        self.due
    }

    /// Takes in what the server says.
    ///
    /// # Errors
    /// What makes no sense in it.
    pub(super) fn receive(
        &mut self,
        words: &[u8],
        now: Duration,
    ) -> Result<Option<LoginAnswer>, String> {
        let mut words = words;
        let behind;
        if let State::Exchange(bytes) = &mut self.state {
            bytes.extend(words);
            let decoded = ServerKeyMessage::decode(bytes).map_err(|error| error.to_string())?;
            let Some((message, taken)) = decoded else {
                return Ok(None);
            };
            behind = Zeroizing::new(bytes[taken..].to_vec());
            words = &behind;
            self.state = State::Messages {
                server: message.randoms,
                cipher: cipher_of(&message.options),
                reader: MessageReader::default(),
                assembly: PushAssembly::default(),
                is_pending: false,
                has_asked: false,
            };
            self.due = Some(now + ASK_AFTER);
        }
        self.messages(words, now)
    }

    fn messages(&mut self, words: &[u8], now: Duration) -> Result<Option<LoginAnswer>, String> {
        let State::Messages {
            reader,
            assembly,
            is_pending,
            ..
        } = &mut self.state
        else {
            return Ok(None);
        };
        reader.push(words);
        while let Some(message) = reader.next_message().map_err(|error| error.to_string())? {
            match message {
                Message::PushReply(part) => {
                    let pushed = assembly.add(part).map_err(|error| error.to_string())?;
                    if let Some(pushed) = pushed {
                        return Ok(Some(LoginAnswer::Admitted(Box::new(pushed))));
                    }
                }
                Message::AuthFailed(failure) => return Ok(Some(LoginAnswer::Refused(failure))),
                Message::InfoPre(info) => return Ok(Some(LoginAnswer::Pending(Some(info)))),
                Message::AuthPending { .. } => {
                    *is_pending = true;
                    self.due = Some(now + PENDING_SAYS_WHY);
                }
                Message::Restart(reason) => return Ok(Some(LoginAnswer::Restart(reason))),
                Message::Halt(reason) => return Ok(Some(LoginAnswer::Halt(reason))),
                Message::Exit => return Ok(Some(LoginAnswer::Exit)),
                Message::PushUpdate | Message::Info(_) | Message::Other(_) => {}
            }
        }
        match (*is_pending, self.due) {
            (true, Some(due)) if now >= due => Ok(Some(LoginAnswer::Pending(None::<Info>))),
            _ => Ok(None),
        }
    }

    /// What is to be said now.
    pub(super) fn next_words(&mut self, now: Duration) -> Option<&'static [u8]> {
        match (&mut self.state, self.due) {
            (
                State::Messages {
                    is_pending: false,
                    has_asked,
                    ..
                },
                Some(due),
            ) if now >= due => {
                let wait = match std::mem::replace(has_asked, true) {
                    false => ASK_AGAIN,
                    true => ASK_EVERY,
                };
                self.due = Some(now + wait);
                Some(PUSH_REQUEST)
            }
            _ => None,
        }
    }

    /// The cipher that the server has by its own configuration. It counts where none is pushed, as
    /// by a server of 2.4 that does not negotiate.
    pub(super) fn server_cipher(&self) -> Option<String> {
        match &self.state {
            State::Exchange(_) => None,
            State::Messages { cipher, .. } => cipher.clone(),
        }
    }

    /// The keys of the tunnel that this login opened.
    pub(super) fn data_keys(
        self,
        pushed: &Pushed,
        exported: Option<Zeroizing<[u8; 256]>>,
        secrets: &Secrets,
        opening: &Opening,
    ) -> Option<DataKeys> {
        if pushed.exports_keys() {
            return exported.map(|material| DataKeys::from_exporter(&material));
        }
        let State::Messages { server, .. } = self.state else {
            return None;
        };
        let sources = KeySources {
            pre_master: secrets.pre_master.clone(),
            client: secrets.randoms.clone(),
            server,
        };
        Some(DataKeys::from_exchange(
            &sources,
            opening.session_id,
            opening.peer,
        ))
    }
}

/// The cipher in an options string, such as `V4,dev-type tun,cipher AES-256-GCM,tls-server`.
fn cipher_of(options: &str) -> Option<String> {
    let mut names = options
        .split(',')
        .filter_map(|option| option.strip_prefix("cipher "));
    names.next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::cipher_of;

    #[test]
    fn a_servers_own_cipher_stands_in_its_options() {
        for (options, expected) in [
            (
                "V4,dev-type tun,link-mtu 1549,tun-mtu 1500,proto UDPv4,cipher AES-256-GCM,\
                 auth [null-digest],keysize 256,key-method 2,tls-server",
                Some("AES-256-GCM"),
            ),
            ("V4,dev-type tun,ciphers X,tls-server", None),
            ("", None),
        ] {
            assert_eq!(cipher_of(options).as_deref(), expected, "{options}");
        }
    }
}
