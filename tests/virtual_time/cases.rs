//! Servers and visits by seed, and what has to come of them.

use std::net::Ipv4Addr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gatewatch::checks::openvpn::certificate::Policy;
use gatewatch::checks::openvpn::config::Transport;
use gatewatch::checks::openvpn::key::{ClientKey, Digest, Direction, StaticKey};
use gatewatch::checks::openvpn::login::Credentials;
use gatewatch::checks::openvpn::session::tls::Terms;
use gatewatch::checks::openvpn::session::visit::{Ping, Plan, Stage};
use gatewatch::checks::openvpn::tunnel::{Cipher, Framing};
use gatewatch::checks::openvpn::wrap::{TlsAuth, TlsCrypt, Wrap};
use gatewatch::tls::client::Versions;
use gatewatch::tls::credentials::{certificates, identity};
use rustls::ServerConfig;
use rustls::version::{TLS12, TLS13};

use crate::client::Last;
use crate::dice::Dice;
use crate::line::Manners;
use crate::run::{Ended, Setting, run};
use crate::support::door::certificates::tls_of;
use crate::support::door::{Guests, Lock, Script, Silence, TunnelTerms};
use crate::support::pki::{Leaf, PKI, Signer};

/// Time enough for every good server, and for coming to where a dead one falls silent.
pub const AMPLE: Duration = Duration::from_secs(200);

pub const USER: (&str, &str) = ("monitor", "correct horse");

/// What servers show, by kind; TLS 1.2 and 1.3 each.
struct Shown {
    good: [Arc<ServerConfig>; 2],
    certified: [Arc<ServerConfig>; 2],
    chain: [Arc<ServerConfig>; 2],
    expired: [Arc<ServerConfig>; 2],
}

static SHOWN: LazyLock<Shown> = LazyLock::new(|| {
    let both = |leaf: &Leaf, guests| {
        let identity = PKI.issue(leaf);
        [[&TLS12], [&TLS13]].map(|versions| tls_of(&identity, guests, &versions))
    };
    let chain = Leaf {
        signer: Signer::Chain,
        ..Leaf::server()
    };
    let expired = Leaf {
        days: -30..-2,
        ..Leaf::server()
    };
    Shown {
        good: both(&Leaf::server(), Guests::Anybody),
        certified: both(&Leaf::server(), Guests::Certified),
        chain: both(&chain, Guests::Asked),
        expired: both(&expired, Guests::Asked),
    }
});

static POLICY: LazyLock<Arc<Policy>> = LazyLock::new(|| {
    Arc::new(Policy {
        ca: Some(certificates(PKI.ca().as_bytes()).expect("a CA")),
        remote_cert_tls: true,
        ..Policy::default()
    })
});

static CLOCK: LazyLock<i64> = LazyLock::new(|| {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_secs()).expect("seconds")
});

/// How the control channel is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    Plain,
    TlsAuth,
    TlsCrypt,
    /// The server keeps nothing in mind.
    V2Cookie,
    /// The server keeps the key in mind.
    V2,
}

/// The plain one is more frequent, since it costs the least.
pub const WRAPPINGS: [Wrapping; 7] = [
    Wrapping::Plain,
    Wrapping::Plain,
    Wrapping::Plain,
    Wrapping::TlsAuth,
    Wrapping::TlsCrypt,
    Wrapping::V2Cookie,
    Wrapping::V2,
];

impl Wrapping {
    /// The client's side and the server's.
    pub fn pair(self) -> (Wrap, Lock) {
        let key = StaticKey::new(&(0..=255).collect::<Vec<u8>>()).expect("256 bytes");
        let own = || ClientKey {
            key: StaticKey::new(&(0..=255).rev().collect::<Vec<u8>>()).expect("256 bytes"),
            wrapped: [&[0xee; 297][..], &[0x01, 0x2b]].concat(),
        };
        match self {
            Self::Plain => (Wrap::Plain, Lock::plain()),
            Self::TlsAuth => {
                let wrap = TlsAuth::new(Digest::Sha256, &key, Direction::One);
                let lock = Lock::tls_auth(Digest::Sha256, &key, Direction::One);
                (Wrap::TlsAuth(wrap), lock)
            }
            Self::TlsCrypt => {
                let wrap = TlsCrypt::new(&key);
                (Wrap::TlsCrypt(wrap), Lock::tls_crypt(&key))
            }
            Self::V2Cookie | Self::V2 => {
                let wrap = TlsCrypt::v2(own());
                (Wrap::TlsCrypt(wrap), Lock::tls_crypt_v2(&own()))
            }
        }
    }
}

/// Kinds of servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Good,
    Chain,
    Expired,
    Refusing,
    Full,
    Asking,
    Pending,
    Restarting,
    Halting,
    SplitPush,
    SplitRecords,
    Unasked,
    SmallPackets,
    OldKeys,
    NoPings,
    NoOptions,
    Dead(Silence),
}

pub const KINDS: [Kind; 22] = [
    Kind::Good,
    Kind::Chain,
    Kind::Expired,
    Kind::Refusing,
    Kind::Full,
    Kind::Asking,
    Kind::Pending,
    Kind::Restarting,
    Kind::Halting,
    Kind::SplitPush,
    Kind::SplitRecords,
    Kind::Unasked,
    Kind::SmallPackets,
    Kind::OldKeys,
    Kind::NoPings,
    Kind::NoOptions,
    Kind::Dead(Silence::Reset),
    Kind::Dead(Silence::ClientHello),
    Kind::Dead(Silence::ServerHello),
    Kind::Dead(Silence::KeyMessage),
    Kind::Dead(Silence::PushRequest),
    Kind::Dead(Silence::Tunnel),
];

/// A server and a visit to it.
#[derive(Clone, Debug)]
pub struct Case {
    pub kind: Kind,
    pub wrapping: Wrapping,
    pub stage: Stage,
    pub is_tcp: bool,
    pub is_tls13: bool,
    pub has_password: bool,
    pub has_certificate: bool,
    pub fragment: usize,
    pub cipher: Cipher,
    pub compression: Option<(&'static str, Framing)>,
    pub ping: Option<u16>,
    /// What comes at the deadline.
    pub last: Last,
}

impl Case {
    /// A visit to a good server over a stream, with nothing special about it.
    pub fn quiet(stage: Stage) -> Self {
        Self {
            kind: Kind::Good,
            wrapping: Wrapping::Plain,
            stage,
            is_tcp: true,
            is_tls13: true,
            has_password: false,
            has_certificate: false,
            fragment: 100,
            cipher: Cipher::Aes256Gcm,
            compression: None,
            ping: None,
            last: Last::TimeUp,
        }
    }

    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(!seed);
        Self {
            kind: *dice.one_of(&KINDS),
            wrapping: *dice.one_of(&WRAPPINGS),
            stage: *dice.one_of(&[Stage::Certificate, Stage::Login, Stage::Tunnel]),
            is_tcp: dice.percent(20),
            is_tls13: dice.percent(50),
            has_password: dice.percent(50),
            has_certificate: dice.percent(50),
            fragment: usize::try_from(dice.within(100..400)).expect("small"),
            cipher: *dice.one_of(&Cipher::ALL),
            compression: *dice.one_of(&[None, Some(("compress stub-v2", Framing::StubV2))]),
            ping: *dice.one_of(&[None, Some(64), Some(1300)]),
            last: Last::TimeUp,
        }
    }

    pub fn script(&self) -> Script {
        let shown = match self.kind {
            Kind::Chain | Kind::SmallPackets => &SHOWN.chain,
            Kind::Expired => &SHOWN.expired,
            _ if self.has_certificate => &SHOWN.certified,
            _ => &SHOWN.good,
        };
        let mut tunnel = TunnelTerms {
            cipher: self.cipher,
            compression: self.compression,
            ..TunnelTerms::default()
        };
        match self.kind {
            Kind::OldKeys => {
                tunnel.exports_keys = false;
                tunnel.knows_exit = false;
                tunnel.peer_id = None;
            }
            Kind::NoPings => tunnel.answers_pings = false,
            Kind::NoOptions => tunnel.answers_options = false,
            _ => {}
        }
        let mut script = Script::showing(Arc::clone(&shown[usize::from(self.is_tls13)]));
        script = script.with_tunnel(tunnel);
        script.only = self.has_password.then_some(USER);
        script.resend_wrapped_key = self.wrapping == Wrapping::V2Cookie;
        script = match self.kind {
            Kind::Refusing => script.answering("AUTH_FAILED,not you"),
            Kind::Full => script.answering("AUTH_FAILED,TEMP[backoff 42]: no free addresses"),
            Kind::Asking => script.answering("AUTH_FAILED,CRV1:R,E:state:bW9uaXRvcg==:PIN?"),
            Kind::Pending => {
                script.answering_all(&["AUTH_PENDING,timeout 60", "INFO_PRE,WEB_AUTH::https://sso"])
            }
            Kind::Restarting => script.answering("RESTART,going down"),
            Kind::Halting => script.answering("HALT,go away"),
            Kind::SplitPush => script.continued(),
            Kind::SplitRecords => script.continued().split(self.fragment % 50 + 1),
            Kind::Unasked => Script {
                is_unasked: true,
                ..script.continued().joined()
            },
            Kind::SmallPackets => Script {
                fragment: self.fragment,
                ..script
            },
            Kind::Dead(silence) => script.silent_at(silence),
            _ => script,
        };
        match self.is_tcp {
            true => script.over_tcp(),
            false => script,
        }
    }

    pub fn plan(&self) -> Plan {
        let client = PKI.client();
        let identity = identity(client.chain.as_bytes(), client.key.as_bytes());
        let credentials = Credentials::new(USER.0, USER.1).expect("good ones");
        Plan {
            stage: self.stage,
            tls: Terms {
                policy: Arc::clone(&POLICY),
                versions: Versions::Any,
                identity: self.has_certificate.then(|| identity.expect("good files")),
                stops_at_certificate: self.stage == Stage::Certificate,
            },
            credentials: self.has_password.then_some(credentials),
            transport: match self.is_tcp {
                true => Transport::Tcp,
                false => Transport::Udp,
            },
            tls_auth: (self.wrapping == Wrapping::TlsAuth).then_some(Direction::One),
            is_tap: false,
            ciphers: Cipher::ALL.to_vec(),
            cipher: None,
            framing: Framing::None,
            ping: Ping {
                target: self.ping.map(|_| Ipv4Addr::new(10, 8, 0, 1).into()),
                size: self.ping.filter(|size| *size > 64),
                is_demanded: self.ping.is_some() && self.kind != Kind::NoPings,
            },
        }
    }

    /// Runs it.
    ///
    /// # Errors
    /// What the client did that it must never do.
    pub fn run(&self, seed: u64, deadline: Duration) -> Result<Ended, String> {
        self.run_against(&self.script(), seed, deadline)
    }

    /// Runs it against a server of another kind.
    ///
    /// # Errors
    /// What the client did that it must never do.
    pub fn run_against(
        &self,
        script: &Script,
        seed: u64,
        deadline: Duration,
    ) -> Result<Ended, String> {
        let (wrap, lock) = self.wrapping.pair();
        let manners = match self.is_tcp {
            true => Manners::stream(),
            false => Manners::bad(),
        };
        let setting = Setting {
            wrap: &wrap,
            lock: &lock,
            plan: &self.plan(),
            script,
            manners,
            deadline,
            last: &self.last,
            clock: *CLOCK,
        };
        run(&setting, seed)
    }
}
