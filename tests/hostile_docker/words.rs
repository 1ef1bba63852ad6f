//! Whatever a peer says of itself, its words forge no line, no perfdata and no markup.

use crate::probe::{CRITICAL, ask, ask_tls, with_tls};
use crate::support::docker::fake::{FakeConfig, FakeTls, Step};
use crate::support::docker::pki::leaf::dns;
use crate::support::docker::pki::{Client, Leaf, PKI, Signer};

const RUDE: &str =
    "x|'time'=0s\r\n[OK] fine | 'forged'=1\n\u{1b}[2J\u{9b}31m<script>\u{202e}$(id)`id`";
/// What a header may hold: no control characters.
const RUDE_HEADER: &str = "x|'time'=0s <script>\u{202e}$(id)`id` 'forged'=1";

#[test]
fn the_names_of_a_servers_certificate_are_only_words() {
    let long: &'static str = Box::leak(format!("{RUDE} ").repeat(400).into_boxed_str());
    for common_name in [RUDE, long, "", " \n ", "\"; OK"] {
        for (signer, days) in [
            (Signer::Other, -1..90),
            (Signer::Trusted, -30..-1),
            (Signer::Itself, -1..90),
            (Signer::Trusted, -1..3),
        ] {
            let leaf = Leaf {
                common_name,
                names: vec![dns("elsewhere.example|'x'=1"), dns("<b>")],
                signer,
                days,
                ..Leaf::server()
            };
            let fake = FakeConfig {
                tls: Some(FakeTls {
                    identity: PKI.issue(&leaf),
                    ..FakeTls::default()
                }),
                ..FakeConfig::default()
            }
            .start();
            let run = ask(&fake, true);
            assert_eq!(run.exit_code, CRITICAL, "{signer:?}\n{run}");
        }
    }
}

#[test]
fn the_names_of_our_own_certificate_are_only_words() {
    let leaf = Leaf {
        common_name: RUDE,
        days: -1..3,
        ..Leaf::client()
    };
    let client = PKI.issue(&leaf);
    let fake = with_tls(FakeConfig::default(), true).start();
    let [cert, key] = [client.certificate(), client.key()].map(|path| path.display().to_string());
    let more = ["--tlscert", &cert, "--tlskey", &key];
    let run = ask_tls(fake.address().port(), &more);
    assert_eq!(run.exit_code, CRITICAL, "{run}");
    assert!(run.says("ends in 3 days"), "{run}");
    // The key of somebody else: the name stands in a usage error.
    let other = PKI.client(Client::Good).key().display().to_string();
    let run = ask_tls(
        fake.address().port(),
        &["--tlscert", &cert, "--tlskey", &other],
    );
    assert_eq!((run.exit_code, run.stdout.lines().count()), (3, 1), "{run}");
}

#[test]
fn headers_bodies_and_redirects_are_only_words() {
    let body = serde_json::json!({
        "message": RUDE, "Version": RUDE, "ApiVersion": RUDE, "ServerVersion": RUDE,
        "Warnings": [format!("API is accessible on http://{RUDE} without encryption."), RUDE],
        "Plugins": { "Authorization": [RUDE] },
    })
    .to_string();
    let denied = serde_json::json!({
        "message": format!("authorization denied by plugin {RUDE}: {RUDE}"),
    })
    .to_string();
    let page = format!("<html><center>{RUDE}</center>");
    let long = RUDE.repeat(500);
    for (status, kind, body) in [
        ("200 OK", "application/json", body.as_str()),
        ("500 Sorry", "application/json", &body),
        ("403 Forbidden", "application/json", &denied),
        ("403 Forbidden", "text/html", &page),
        ("400 Bad Request", "text/plain", &long),
        ("200 OK", "text/plain", &long),
        ("302 Found", "text/plain", &long),
        ("429 Too Many Requests", "text/plain", &long),
        ("502 Bad Gateway", "text/plain", &long),
    ] {
        for extra in ["", "Api-Version: "] {
            let extra = match extra {
                "" => String::new(),
                name => format!("{name}{RUDE_HEADER}\r\n"),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nServer: {RUDE_HEADER}\r\nLocation: {RUDE_HEADER}{}\r\n{extra}\
                 Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
                "y".repeat(2000),
                body.len(),
            );
            for has_tls in [false, true] {
                let config = FakeConfig::always(vec![Step::send(answer.clone())]);
                let fake = with_tls(config, has_tls).start();
                let run = ask(&fake, has_tls);
                let is_fine = status == "200 OK" && (kind.ends_with("json") || !extra.is_empty());
                assert!(is_fine || run.exit_code >= CRITICAL, "{status}\n{run}");
            }
        }
    }
}

#[test]
fn what_is_said_of_a_hostile_peer_can_be_told_as_json() {
    let config = FakeConfig::always(vec![Step::send(format!(
        "HTTP/1.1 403 No\r\nServer: {RUDE_HEADER}\r\nContent-Length: {}\r\n\r\n{RUDE}",
        RUDE.len(),
    ))]);
    let fake = with_tls(config, true).start();
    let client = PKI.client(Client::Good);
    let folder = client.cert_path().display().to_string();
    let host = format!("https://127.0.0.1:{}", fake.address().port());
    let run = crate::support::plugin::run(
        env!("CARGO_BIN_EXE_check_docker_api"),
        &["-t", "2", "--format", "json", "--cert-path", &folder, &host],
    );
    run.keeps_the_promises();
    let told: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(told["exit_code"], CRITICAL, "{run}");
    assert_eq!(run.stdout.lines().count(), 1, "{run}");
    assert!(
        !run.stdout.contains(['|', '<', '\u{1b}', '\u{202e}']),
        "{run}"
    );
}
