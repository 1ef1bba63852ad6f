//! What nobody should say: answers without an end, without sense or with too much of both.
//!
//! Each is to be survived in bounded time and memory.

use std::time::Duration;

use super::script::Step;
use super::wire::End;

const HEAD: &str = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\n";
/// As much as a socket takes at once.
const BLOCK: usize = 64 * 1024;
const AT_ONCE: Duration = Duration::ZERO;
/// Slow enough for any deadline, quick enough for any idle timer.
const DRIP: Duration = Duration::from_millis(20);

/// Every one by its name.
pub fn all() -> Vec<(&'static str, Vec<Step>)> {
    vec![
        ("endless body", endless_body()),
        ("endless chunks", endless_chunks()),
        ("endless header", endless_header()),
        ("endless status line", endless_status_line()),
        ("10 MB header", big_header(10_000_000)),
        ("a hundred thousand headers", many_headers(100_000)),
        ("slow drip of a header", slow_header()),
        ("slow drip of a body", slow_body()),
        ("chunk of 16 EB", chunk_bomb()),
        ("endless chunk extension", endless_chunk_extension()),
        ("flood of 1xx", flood_of_1xx()),
        ("HTTP/0.9", http09()),
        ("garbage", garbage()),
        ("rude words", rude_words()),
        ("deep JSON", deep_json(100_000)),
        ("nothing but silence", vec![Step::End(End::Silence)]),
        ("nothing but an end", vec![Step::End(End::Eof)]),
        ("reset after the request", vec![Step::End(End::Reset)]),
        ("reset in the header", cut_header(End::Reset)),
        ("reset in the body", cut_body(End::Reset)),
        ("end in the header", cut_header(End::Eof)),
        ("end in the body", cut_body(End::Eof)),
        ("silence in the body", cut_body(End::Silence)),
    ]
}

pub fn endless_body() -> Vec<Step> {
    let head = format!("{HEAD}\r\n{{\"Version\":\"");
    vec![Step::send(head), Step::Forever(vec![b'A'; BLOCK], AT_ONCE)]
}

pub fn endless_chunks() -> Vec<Step> {
    let chunk = format!("{BLOCK:x}\r\n{}\r\n", "A".repeat(BLOCK));
    vec![chunked(""), Step::Forever(chunk.into_bytes(), AT_ONCE)]
}

pub fn endless_header() -> Vec<Step> {
    let head = format!("{HEAD}X-Long: ");
    vec![Step::send(head), Step::Forever(vec![b'A'; BLOCK], AT_ONCE)]
}

pub fn endless_status_line() -> Vec<Step> {
    let line = "HTTP/1.1 200 ";
    vec![Step::send(line), Step::Forever(vec![b'A'; BLOCK], AT_ONCE)]
}

/// One header of so many bytes, then an answer that is right.
pub fn big_header(length: usize) -> Vec<Step> {
    let long = "A".repeat(length);
    let text = format!("{HEAD}X-Long: {long}\r\nContent-Length: 2\r\n\r\nOK");
    vec![Step::send(text)]
}

pub fn many_headers(count: usize) -> Vec<Step> {
    let many = "X-Many: 1\r\n".repeat(count);
    let text = format!("{HEAD}{many}Content-Length: 2\r\n\r\nOK");
    vec![Step::send(text)]
}

pub fn slow_header() -> Vec<Step> {
    let head = format!("{HEAD}X-Slow: ");
    vec![Step::send(head), Step::Forever(b"A".to_vec(), DRIP)]
}

pub fn slow_body() -> Vec<Step> {
    let head = format!("{HEAD}Content-Length: 100000\r\n\r\n");
    vec![Step::send(head), Step::Forever(b" ".to_vec(), DRIP)]
}

/// A chunk that announces nearly all the bytes there are.
pub fn chunk_bomb() -> Vec<Step> {
    vec![
        chunked("FFFFFFFFFFFFFFF0\r\n"),
        Step::Forever(vec![b'A'; BLOCK], AT_ONCE),
    ]
}

pub fn endless_chunk_extension() -> Vec<Step> {
    vec![chunked("2;"), Step::Forever(vec![b'a'; BLOCK], AT_ONCE)]
}

pub fn flood_of_1xx() -> Vec<Step> {
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n".repeat(1000);
    vec![Step::Forever(hints.into_bytes(), AT_ONCE)]
}

/// A body, and nothing before it.
pub fn http09() -> Vec<Step> {
    vec![Step::send("OK\n")]
}

/// What an engine's TLS port says to plain HTTP: no headers, no length.
pub fn headerless_400() -> Vec<Step> {
    vec![Step::send(
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n",
    )]
}

pub fn garbage() -> Vec<Step> {
    let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
    vec![Step::Send(bytes)]
}

/// Whatever a terminal, a log or a monitoring engine could take for its own.
pub fn rude_words() -> Vec<Step> {
    let words = "\u{1b}[2J\u{1b}]0;title\u{7}OK - fine | time=0s\u{202e}\r<b>&amp;\u{0}\u{9b}31m";
    let body = serde_json::json!({ "message": words, "Version": words, "ApiVersion": words });
    let body = body.to_string();
    vec![Step::send(format!(
        "HTTP/1.1 500 \u{1b}[31m| x=1\r\nApi-Version: {}\r\nServer: \u{1b}[5m|a=b\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        "1.41|x=1",
        body.len(),
    ))]
}

pub fn deep_json(depth: usize) -> Vec<Step> {
    let body = "[".repeat(depth);
    let text = format!("{HEAD}Content-Length: {}\r\n\r\n{body}", body.len());
    vec![Step::send(text)]
}

pub fn cut_header(end: End) -> Vec<Step> {
    vec![Step::send(HEAD), Step::End(end)]
}

pub fn cut_body(end: End) -> Vec<Step> {
    let text = format!("{HEAD}Content-Length: 100\r\n\r\n{{\"Version\":");
    vec![Step::send(text), Step::End(end)]
}

fn chunked(body: &str) -> Step {
    Step::send(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{body}"))
}
