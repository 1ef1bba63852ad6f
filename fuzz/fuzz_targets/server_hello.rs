//! The first words of the answer to a hello of old TLS.
#![no_main]

use gatewatch::checks::docker_api::old_tls::{Answer, Offer, Reader, hello};
use gatewatch_fuzz::clean::assert_tellable;
use gatewatch_fuzz::{Input, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    let sizes = input.array();
    let stream = input.rest();
    let (first, whole) = read(&[stream]);
    let (first_cut, cut) = read(&pieces(stream, sizes));
    same(&whole, &cut);
    same(&first, &first_cut);
    assert!(first == Answer::Incomplete || first == whole);
    assert_tellable(&whole);
    match &whole {
        Answer::NotTls(prefix) => assert!(prefix.len() <= 64 && stream.starts_with(prefix)),
        Answer::ServerHello { version, .. } => assert_eq!(version >> 8, 3),
        Answer::Alert { .. } | Answer::Incomplete => {}
    }
    asked(choice, &String::from_utf8_lossy(stream));
});

/// The last answer while bytes come, and the one at their end.
fn read(pieces: &[&[u8]]) -> (Answer, Answer) {
    let mut reader = Reader::new();
    let mut answers = pieces.iter().map(|piece| reader.take(piece));
    let settled = answers.find(|answer| *answer != Answer::Incomplete);
    (settled.unwrap_or(Answer::Incomplete), reader.finish())
}

/// What is no TLS is told by what has come of it.
fn same(whole: &Answer, cut: &Answer) {
    match (whole, cut) {
        (Answer::NotTls(whole), Answer::NotTls(cut)) => assert!(whole.starts_with(cut)),
        _ => assert_eq!(cut, whole),
    }
}

/// A hello is one record, as long as it says, and no answer to anything.
fn asked(choice: u8, server_name: &str) {
    let offer = Offer::ALL[usize::from(choice) % Offer::ALL.len()];
    let record = hello(offer, server_name, &[choice; 32]);
    let length = usize::from(u16::from_be_bytes([record[3], record[4]]));
    assert_eq!((record[0], record.len()), (22, 5 + length));
    assert!(record.len() < 1024);
    assert!(matches!(Reader::new().take(&record), Answer::NotTls(_)));
}
