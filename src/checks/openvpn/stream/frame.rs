//! Packets on TCP: each is preceded by its length.
//!
//! Format: OpenVPN `socket.c` (`stream_buf_added`); the length is two bytes, big endian, and does
//! not count itself.

pub use super::super::session::LONGEST_PACKET;

/// A length that no packet has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLength(pub u16);

/// The packet as it goes on the stream.
pub fn frame(packet: &[u8]) -> Vec<u8> {
    let length = u16::try_from(packet.len()).expect("our packets are short");
    [&length.to_be_bytes()[..], packet].concat()
}

/// Cuts a stream into packets, in whatever pieces it comes.
#[derive(Default)]
pub struct Deframer {
    buffer: Vec<u8>,
    prefix: Vec<u8>,
}

impl Deframer {
    /// How much of the stream's start is kept, to name another protocol by.
    const PREFIX: usize = 80;

    /// Takes in what was read.
    pub fn push(&mut self, bytes: &[u8]) {
        let wanted = Self::PREFIX
            .saturating_sub(self.prefix.len())
            .min(bytes.len());
        self.prefix.extend(&bytes[..wanted]);
        self.buffer.extend(bytes);
    }

    /// The next whole packet, if there is one.
    pub fn next_packet(&mut self) -> Result<Option<Vec<u8>>, BadLength> {
        if let Some(bad) = self.bad_length() {
            return Err(bad);
        }
        let Some((length, rest)) = self.buffer.split_first_chunk() else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        let Some(packet) = rest.get(..length).map(<[u8]>::to_vec) else {
            return Ok(None);
        };
        self.buffer.drain(..2 + length);
        Ok(Some(packet))
    }

    /// The length at which the stream stopped making sense, if it did.
    pub fn bad_length(&self) -> Option<BadLength> {
        let stated = u16::from_be_bytes(*self.buffer.first_chunk()?);
        let length = usize::from(stated);
        (length == 0 || length > LONGEST_PACKET).then_some(BadLength(stated))
    }

    /// Whether a packet has begun that is not whole yet.
    pub fn is_within_a_packet(&self) -> bool {
        !self.buffer.is_empty()
    }

    /// The first bytes of the stream.
    pub fn prefix(&self) -> &[u8] {
        &self.prefix
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_lengths_that_no_packet_has() {
        for (bytes, length) in [(&[0, 0][..], 0), (b"HTTP", 0x4854), (&[255, 255], 65535)] {
            let mut deframer = Deframer::default();
            deframer.push(bytes);
            assert_eq!(deframer.next_packet(), Err(BadLength(length)));
            assert_eq!(deframer.prefix(), bytes);
        }
    }

    proptest! {
        #[test]
        fn packets_come_out_as_they_went_in_however_the_stream_is_cut(
            packets in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..60), 1..6),
            cut in 1usize..20,
        ) {
            let stream: Vec<u8> = packets.iter().flat_map(|packet| frame(packet)).collect();
            let mut deframer = Deframer::default();
            let mut seen = Vec::new();
            for piece in stream.chunks(cut) {
                deframer.push(piece);
                while let Some(packet) = deframer.next_packet().expect("good lengths") {
                    seen.push(packet);
                }
            }
            prop_assert_eq!(seen, packets);
        }
    }
}
