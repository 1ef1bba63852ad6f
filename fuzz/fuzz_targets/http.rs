//! HTTP answers: the same in whatever pieces they come, within their bounds, and what is told of
//! them whoever they answer.
#![no_main]

use std::time::Duration;

use gatewatch::checks::docker_api::evidence::access;
use gatewatch::checks::docker_api::http::{Reader, Response};
use gatewatch::checks::docker_api::plan::{Outsider, Page, Purpose};
use gatewatch::checks::docker_api::report::Report;
use gatewatch::checks::docker_api::transport::{Ending, Exchange, Handshake};
use gatewatch::tls::client::Versions;
use gatewatch_fuzz::clean::assert_tellable;
use gatewatch_fuzz::docker::assert_judged;
use gatewatch_fuzz::{Input, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let choice = input.byte();
    let to_head = choice & 1 == 1;
    let most = [64 << 10, 1 << 20, 100, 0][usize::from(choice >> 1 & 3)];
    let sizes = input.array();
    let stream = input.rest();
    let (prefix, whole) = read(&[stream], most, to_head);
    let (start, cut) = read(&pieces(stream, sizes), most, to_head);
    assert_eq!(cut, whole);
    assert!(prefix.len() <= 200 && stream.starts_with(&prefix) && prefix.starts_with(&start));
    if let Some(response) = &whole {
        bounds(response, most, to_head);
    }

    let exchange = Exchange {
        took: Duration::from_millis(3),
        tls: (choice & 8 == 0).then(|| Handshake {
            done: true,
            ..Handshake::default()
        }),
        ending: match whole {
            Some(_) => Ending::Answered,
            None => Ending::NotHttp,
        },
        response: whole,
        prefix,
    };
    assert_tellable(&access(&exchange));
    let outsider = |page| Purpose::Outsider(Outsider::Anonymous, Versions::Tls13, page);
    let purposes = [
        Purpose::Control(Page::Ping),
        Purpose::Control(Page::Version),
        Purpose::Control(Page::Info),
        outsider(Page::Ping),
        outsider(Page::Containers),
        Purpose::PlainHttp,
    ];
    let report = Report {
        exchanges: purposes.map(|purpose| (purpose, exchange.clone())).into(),
        now: 1_811_851_200,
        ..Report::default()
    };
    assert_judged(Vec::new(), &report);
});

fn bounds(response: &Response, most: usize, to_head: bool) {
    assert!(response.body.len() <= most);
    assert!(!to_head || response.body.is_empty());
    assert!(!(100..200).contains(&response.status) || response.status == 101);
    for (name, value) in &response.headers {
        assert!(!name.bytes().any(|byte| byte.is_ascii_uppercase()));
        assert_eq!(value.trim(), value);
        let first = response.headers.iter().find(|(known, _)| known == name);
        assert_eq!(
            response.header(name),
            first.map(|(_, value)| value.as_str())
        );
    }
}

fn read(pieces: &[&[u8]], most: usize, to_head: bool) -> (Vec<u8>, Option<Response>) {
    let mut reader = Reader::new(most, to_head);
    // As a connection does: it is read until nothing more is wanted.
    let _ = pieces.iter().any(|piece| reader.push(piece));
    (reader.prefix().to_vec(), reader.finish())
}
