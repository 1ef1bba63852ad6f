//! Packets on a TCP stream, in whatever pieces it comes.
#![no_main]

use gatewatch::checks::openvpn::stream::{BadLength, Deframer, LONGEST_PACKET, Speaker, frame};
use gatewatch_fuzz::{Input, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let sizes = input.array();
    let stream = input.rest();
    let (whole, packets, end) = read(&[stream]);
    let (cut, same, same_end) = read(&pieces(stream, sizes));
    assert_eq!((&same, same_end), (&packets, end));

    assert_eq!(cut.bad_length(), whole.bad_length());
    if end.is_none() {
        assert_eq!(cut.is_within_a_packet(), whole.is_within_a_packet());
        assert_eq!(cut.prefix(), whole.prefix());
    }
    assert!(whole.prefix().len() <= 80 && stream.starts_with(whole.prefix()));
    let _ = Speaker::identify(whole.prefix());

    assert!(
        packets
            .iter()
            .all(|one| (1..=LONGEST_PACKET).contains(&one.len()))
    );
    let framed: Vec<u8> = packets.iter().flat_map(|packet| frame(packet)).collect();
    assert!(stream.starts_with(&framed));
    let rest = stream.len() - framed.len();
    assert_eq!(whole.is_within_a_packet(), rest > 0);
    assert_eq!(read(&[&framed]).1, packets);
});

fn read(pieces: &[&[u8]]) -> (Deframer, Vec<Vec<u8>>, Option<BadLength>) {
    let mut deframer = Deframer::default();
    let mut packets = Vec::new();
    for piece in pieces {
        deframer.push(piece);
        loop {
            match deframer.next_packet() {
                Ok(Some(packet)) => packets.push(packet),
                Ok(None) => break,
                Err(bad) => return (deframer, packets, Some(bad)),
            }
        }
    }
    (deframer, packets, None)
}
