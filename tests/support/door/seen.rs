//! What a server learned of its client.

/// Kept over all sessions.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// First packets, repeated ones too.
    pub hellos: u32,
    /// Sessions behind them.
    pub sessions: u32,
    /// Packets that are not a client's, or that no session was there for.
    pub dropped: u32,
    /// All that came in order over the control channel of the last session.
    pub stream: Vec<u8>,
    /// Whether TLS came through.
    pub has_shaken_hands: bool,
    /// Whether the client showed a certificate.
    pub has_certificate: bool,
    /// The client's options string and peer info, once its half of the key exchange came.
    pub key_message: Option<(String, String)>,
    /// Whom the client says it is.
    pub credentials: Option<(String, String)>,
    /// How often it asked for its options.
    pub push_requests: u32,
    /// All messages inside TLS, that of the key exchange left out.
    pub messages: Vec<String>,
    /// Questions about our options, in the tunnel.
    pub option_requests: u32,
    /// Pings, in the tunnel.
    pub pings: u32,
    /// Whether the client took leave with `EXIT`.
    pub exit: bool,
    /// What ended TLS, in the words of rustls.
    pub tls_error: Option<String>,
}

impl Seen {
    /// Whether anything came that a server must not get whose certificate is refused.
    pub fn has_secrets(&self) -> bool {
        self.has_certificate || self.key_message.is_some() || self.credentials.is_some()
    }

    /// Whether the client took leave, in whichever way.
    pub fn has_left(&self) -> bool {
        self.exit || self.tls_error.is_some()
    }
}
