//! The options that may follow a reset: type, length, value, repeated to the end.
//!
//! A server that keeps no state answers a tls-crypt-v2 hello with `EARLY_NEG_FLAGS`. OpenVPN 3 puts
//! four zero bytes before it, which read as an option of type 0 and length 0.
//!
//! Numbers: OpenVPN `ssl_pkt.h`, `TLV_TYPE_EARLY_NEG_FLAGS` and `EARLY_NEG_FLAG_RESEND_WKC`.

use super::PacketError;

const EARLY_NEG_FLAGS: u16 = 1;
const RESEND_WKC: u16 = 1;

/// What the options behind a reset ask for; unknown types are passed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlyNegotiation {
    /// The server forgot our tls-crypt-v2 key and wants it again with the next packet.
    pub resend_wrapped_key: bool,
}

impl EarlyNegotiation {
    /// Reads the payload of a reset, to its last byte.
    pub fn decode(mut payload: &[u8]) -> Result<Self, PacketError> {
        let mut seen = Self::default();
        while !payload.is_empty() {
            let (kind, value, rest) = split(payload).ok_or(PacketError::MalformedOptions)?;
            if kind == EARLY_NEG_FLAGS {
                let flags = value
                    .try_into()
                    .map_err(|_| PacketError::MalformedOptions)?;
                seen.resend_wrapped_key |= u16::from_be_bytes(flags) & RESEND_WKC != 0;
            }
            payload = rest;
        }
        Ok(seen)
    }
}

fn split(payload: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (kind, rest) = payload.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    Some((u16::from_be_bytes(*kind), value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_options_of_every_known_server() {
        let resend = EarlyNegotiation {
            resend_wrapped_key: true,
        };
        for (payload, expected) in [
            (&[][..], Ok(EarlyNegotiation::default())),
            (&[0, 1, 0, 2, 0, 1], Ok(resend)),
            (&[0, 0, 0, 0, 0, 1, 0, 2, 0, 1], Ok(resend)),
            (&[0, 1, 0, 2, 0, 2], Ok(EarlyNegotiation::default())),
            (&[0, 9, 0, 1, 7], Ok(EarlyNegotiation::default())),
            (&[0], Err(PacketError::MalformedOptions)),
            (&[0, 1, 0, 2, 0], Err(PacketError::MalformedOptions)),
            (&[0, 1, 0, 1, 0], Err(PacketError::MalformedOptions)),
            (&[0, 1, 255, 255, 0], Err(PacketError::MalformedOptions)),
        ] {
            assert_eq!(
                EarlyNegotiation::decode(payload),
                expected,
                "{payload:02x?}"
            );
        }
    }
}
