//! Names another protocol by the first bytes it sends.

use std::fmt;

/// A protocol that is not OpenVPN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// RFC 9112.
    Http,
    /// RFC 4253.
    Ssh,
    /// RFC 8446: an alert, or a handshake.
    Tls,
    /// RFC 1928.
    Socks,
    /// A three-digit greeting: FTP, SMTP and their kin.
    Greeting,
    /// RFC 3501 or RFC 1939: IMAP or POP3.
    Mail,
}

impl Speaker {
    /// The protocol that starts like this.
    pub fn identify(prefix: &[u8]) -> Option<Self> {
        match prefix {
            [b'H', b'T', b'T', b'P', b'/', ..] => Some(Self::Http),
            [b'<', b'!' | b'h' | b'H', ..] => Some(Self::Http),
            [b'S', b'S', b'H', b'-', ..] => Some(Self::Ssh),
            [0x15 | 0x16, 3, 0..=4, ..] => Some(Self::Tls),
            [5, 0..=2 | 0xff] => Some(Self::Socks),
            [b'*' | b'+', b' ', b'O', ..] | [b'+', b'O', b'K', ..] => Some(Self::Mail),
            [a, b, c, b' ' | b'-', ..] if [a, b, c].iter().all(|byte| byte.is_ascii_digit()) => {
                Some(Self::Greeting)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "HTTP",
            Self::Ssh => "SSH",
            Self::Tls => "TLS",
            Self::Socks => "SOCKS",
            Self::Greeting => "FTP, SMTP or the like",
            Self::Mail => "IMAP or POP3",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_neighbours_and_nothing_else() {
        for (prefix, speaker) in [
            (&b"HTTP/1.1 400 Bad Request\r\n"[..], Some(Speaker::Http)),
            (b"<html>", Some(Speaker::Http)),
            (b"SSH-2.0-OpenSSH_9.2\r\n", Some(Speaker::Ssh)),
            (&[0x15, 3, 1, 0, 2, 2, 70], Some(Speaker::Tls)),
            (&[0x16, 3, 3], Some(Speaker::Tls)),
            (&[5, 0xff], Some(Speaker::Socks)),
            (b"220 mail.example.org ESMTP", Some(Speaker::Greeting)),
            (b"* OK IMAP4rev1", Some(Speaker::Mail)),
            (b"+OK POP3", Some(Speaker::Mail)),
            (&[0, 26, 0x40, 1], None),
            (b"", None),
        ] {
            assert_eq!(Speaker::identify(prefix), speaker, "{prefix:?}");
        }
    }
}
