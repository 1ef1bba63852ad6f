//! The proof that the tunnel carries something: the server's options asked for inside it, and an
//! echo of whoever is at its far end.
//!
//! Either will do where nobody was named to be pinged. A server whose kernel owns the tunnel (DCO)
//! answers no question about options, and a firewall may answer no ping.

use std::time::Duration;

use super::super::super::login::Pushed;
use super::super::super::tunnel::{
    Cipher, DataChannel, DataKeys, Echo, EchoAnswer, EchoRequest, Framing, FramingError,
    OccMessage, is_keepalive,
};
use super::{Plan, Secrets, Tunnel};

/// When requests go out again, counted from the first.
const AGAIN: [Duration; 3] = [
    Duration::from_millis(300),
    Duration::from_secs(1),
    Duration::from_secs(2),
];
const AGAIN_LATER: Duration = Duration::from_secs(2);

/// How long the far end may take to answer a ping once the server itself has answered, where nobody
/// asked for that ping.
const PATIENCE: Duration = Duration::from_secs(1);

/// Bytes of an echo request that fits through everything: an IP header, an ICMP header and a few.
const SMALL: u16 = 64;

/// Sequence numbers of the two echo requests.
const SMALL_SEQUENCE: u16 = 1;
const SIZED_SEQUENCE: u16 = 2;

/// Requests and answers through a tunnel.
pub(super) struct TunnelTalk {
    channel: DataChannel,
    framing: Framing,
    began: Duration,
    rounds: usize,
    due: Option<Duration>,
    small: Option<EchoRequest>,
    sized: Option<EchoRequest>,
    /// Whether the echo was asked for.
    is_demanded: bool,
    found: Tunnel,
}

impl TunnelTalk {
    /// A talk that has its first packets to send.
    ///
    /// # Errors
    /// In words, what this build cannot do that the tunnel needs.
    pub(super) fn new(
        plan: &Plan,
        pushed: &Pushed,
        (cipher, keys): (Option<String>, Option<DataKeys>),
        secrets: &Secrets,
        now: Duration,
    ) -> Result<Self, String> {
        let keys = keys.ok_or("TLS exported no keys for the tunnel")?;
        let cipher = known(cipher.or_else(|| plan.cipher.clone()))?;
        let mut small = None;
        let mut sized = None;
        let target = plan.ping.target.or_else(|| pushed.default_gateway());
        let is_demanded = plan.ping.is_demanded;
        if plan.is_tap && is_demanded {
            return Err(
                "it carries Ethernet (dev tap), through which this build cannot ping".into(),
            );
        }
        if let Some(target) = target.filter(|_| !plan.is_tap) {
            match pushed.address_towards(target) {
                Some(from) => {
                    let echo = |sequence, size| {
                        let echo = Echo {
                            identifier: secrets.echo,
                            sequence,
                        };
                        EchoRequest::new(from, target, echo, size).map_err(|e| e.to_string())
                    };
                    small = Some(echo(SMALL_SEQUENCE, SMALL)?);
                    sized = match plan.ping.size {
                        Some(size) => Some(echo(SIZED_SEQUENCE, size)?),
                        None => None,
                    };
                }
                None if is_demanded => {
                    return Err(format!(
                        "the server gives us no address to ping {target} from"
                    ));
                }
                None => {}
            }
        }
        if is_demanded && small.is_none() {
            return Err("the server pushes no gateway; name the address to --ping".into());
        }
        Ok(Self {
            channel: DataChannel::new(cipher, &keys, pushed.peer_id()),
            framing: framing(plan, pushed)?,
            began: now,
            rounds: 0,
            due: Some(now),
            found: Tunnel {
                target: small.is_some().then_some(target).flatten(),
                ..Tunnel::default()
            },
            small,
            sized,
            is_demanded,
        })
    }

    pub(super) fn wake_at(&self) -> Option<Duration> {
        let enough = self.enough_at();
        self.due.into_iter().chain(enough).min()
    }

    /// The packets that are due.
    pub(super) fn next_packets(&mut self, now: Duration) -> Vec<Vec<u8>> {
        if self.due.is_none_or(|due| now < due) {
            return Vec::new();
        }
        let wait = AGAIN.get(self.rounds).copied();
        self.rounds += 1;
        self.due = Some(match wait {
            Some(wait) => (self.began + wait).max(now + AGAIN[0]),
            None => now + AGAIN_LATER,
        });
        let mut payloads = Vec::new();
        if self.found.options.is_none() {
            payloads.push(OccMessage::Request.encode());
        }
        if self.found.echo.is_none() {
            payloads.extend(self.small.as_ref().map(EchoRequest::encode));
        }
        if self.found.sized_echo.is_none() {
            payloads.extend(self.sized.as_ref().map(EchoRequest::encode));
        }
        let framing = self.framing;
        let sealed = payloads
            .iter()
            .map(|payload| self.channel.seal(&framing.apply(payload)));
        // Ids do not run out, and nothing of ours is too long.
        sealed.filter_map(Result::ok).collect()
    }

    /// Takes in a packet of the data channel's. One that does not verify may be anybody's.
    pub(super) fn receive(&mut self, packet: &[u8], now: Duration) {
        let Ok(framed) = self.channel.open(packet) else {
            return;
        };
        self.found.packets = self.found.packets.saturating_add(1);
        let time = now.saturating_sub(self.began);
        if is_keepalive(&framed) {
            return;
        }
        let payload = match self.framing.strip(&framed) {
            Ok(payload) => payload,
            Err(error) => {
                let is_compressed = matches!(error, FramingError::Compressed(_));
                self.found.compressed += u32::from(is_compressed);
                Vec::new()
            }
        };
        for payload in [&framed, &payload] {
            if let Some(OccMessage::Reply(options)) = OccMessage::read(payload) {
                self.found.options.get_or_insert((time, options));
            }
        }
        let answer = |request: &Option<EchoRequest>| -> Option<(Duration, EchoAnswer)> {
            let answer = EchoAnswer::read(&payload, request.as_ref()?)?;
            Some((time, answer))
        };
        let (small, sized) = (answer(&self.small), answer(&self.sized));
        self.found.echo = self.found.echo.take().or(small);
        self.found.sized_echo = self.found.sized_echo.take().or(sized);
    }

    /// Whether there is nothing more worth waiting for.
    pub(super) fn is_done(&self, now: Duration) -> bool {
        self.has_all() || self.enough_at().is_some_and(|enough| now >= enough)
    }

    /// Whether what came back will do, although more might come.
    pub(super) fn has_enough(&self) -> bool {
        self.enough_at().is_some()
    }

    /// What came back so far.
    pub(super) fn found(&self) -> Tunnel {
        self.found.clone()
    }

    fn has_all(&self) -> bool {
        let echoes = (self.small.is_none() || self.found.echo.is_some())
            && (self.sized.is_none() || self.found.sized_echo.is_some());
        match self.small {
            Some(_) => echoes,
            None => self.found.options.is_some(),
        }
    }

    /// When the server's own answer is enough.
    fn enough_at(&self) -> Option<Duration> {
        let (time, _) = self.found.options.as_ref().filter(|_| !self.is_demanded)?;
        Some(self.began + *time + PATIENCE)
    }
}

fn known(name: Option<String>) -> Result<Cipher, String> {
    let name = name.ok_or("the server names no cipher, and the profile gives none")?;
    Cipher::from_name(&name).ok_or_else(|| {
        format!("its cipher is {name}, and this build has AES-GCM and ChaCha20-Poly1305 alone")
    })
}

fn framing(plan: &Plan, pushed: &Pushed) -> Result<Framing, String> {
    let mut framing = plan.framing;
    if let Some(words) = pushed.compression() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(told) = Framing::of_option(&words).map_err(|error| error.to_string())? {
            framing = told;
        }
    }
    Ok(framing)
}
