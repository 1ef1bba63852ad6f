//! Whatever a server says of itself, its words forge no line, no perfdata and no markup.

use crate::front::{Front, nobody};
use crate::probe::{CRITICAL, OK, Stage, Told, UNKNOWN, WARNING, side_by_side, visit};
use crate::support::door::{Lock, Script};
use crate::support::pki::{Leaf, PKI, Signer};

const RUDE: &str = "x|'time'=0s\r\n[OK] fine | 'forged'=1\n\u{1b}[2J\u{1b}]0;t\u{7}\u{9b}31m\
                    <script>\u{202e}\u{2066}$(id)`id`\u{feff}";
/// As long as OpenVPN lets a common name be, or shorter.
const RUDE_NAME: &str = "x|'t'=0\r\n[OK] fine | 'f'=1\n\u{1b}[2J\u{9b}m<b>\u{202e}\u{2066}$(id)";
const ADDRESS: &str = "topology subnet,ifconfig 10.8.0.2 255.255.255.0";

fn long() -> &'static str {
    Box::leak(format!("{RUDE} ").repeat(50).into_boxed_str())
}

#[test]
fn the_names_of_a_servers_certificate_are_only_words() {
    let mut cases = Vec::new();
    for common_name in [RUDE_NAME, RUDE, long(), "", " \n ", "\"; OK"] {
        for (signer, days, state) in [
            (
                Signer::Trusted,
                -1..90,
                if common_name.len() > 64 { CRITICAL } else { OK },
            ),
            (Signer::Other, -1..90, CRITICAL),
            (Signer::Trusted, -30..-1, CRITICAL),
            (Signer::Itself, -1..90, CRITICAL),
            (Signer::Trusted, -1..3, CRITICAL),
        ] {
            let leaf = Leaf {
                common_name,
                organization: Some(RUDE),
                signer,
                days,
                ..Leaf::server()
            };
            cases.push((
                PKI.issue(&leaf),
                state,
                format!("{common_name:.10} {signer:?}"),
            ));
        }
    }
    side_by_side(cases, |(identity, state, title)| {
        let front = Front::udp(Lock::plain(), Script::good(&identity), nobody());
        let (run, _) = visit(front, Stage::Certificate, &Told::default());
        run.comes_to(&title, state, &[]);
    });
}

#[test]
fn a_name_that_was_asked_for_and_the_one_that_came_are_only_words() {
    let leaf = Leaf {
        common_name: RUDE,
        ..Leaf::server()
    };
    let identity = PKI.issue(&leaf);
    for more in ["vpn.example.org,name", "C=XX,subject", "vpn,name-prefix"] {
        let front = Front::udp(Lock::plain(), Script::good(&identity), nobody());
        let told = Told {
            more: vec!["--verify-x509-name".into(), more.into()],
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Certificate, &told);
        run.comes_to(more, CRITICAL, &[]);
    }
}

#[test]
fn the_words_of_an_answer_are_only_words() {
    let mut cases = Vec::new();
    for text in [RUDE, long(), "", ",", " "] {
        for (message, state) in [
            (format!("AUTH_FAILED,{text}"), CRITICAL),
            (format!("AUTH_FAILED,TEMP:{text}"), WARNING),
            (format!("AUTH_FAILED,TEMP[{text}]:{text}"), WARNING),
            (format!("AUTH_FAILED,SESSION:{text}"), CRITICAL),
            (
                format!("AUTH_FAILED,CRV1:R,E:{text}:dXNlcg==:{text}"),
                WARNING,
            ),
            (format!("RESTART,{text}"), WARNING),
            (format!("HALT,{text}"), WARNING),
            (format!("INFO_PRE,WEB_AUTH::{text}"), WARNING),
            (format!("INFO_PRE,CR_TEXT:E,R:{text}"), WARNING),
            (format!("INFO_PRE,{text}"), WARNING),
            (format!("AUTH_PENDING,timeout {text}"), WARNING),
        ] {
            cases.push((message, state));
        }
    }
    side_by_side(cases, |(message, state)| {
        let script = Script::good(&PKI.server()).answering(&message);
        let front = Front::udp(Lock::plain(), script, nobody());
        let (run, _) = visit(front, Stage::Tunnel, &Told::default());
        run.comes_to(&message, state, &[]);
    });
}

/// An option that is missing is told besides a tunnel that cannot be tried.
#[test]
fn what_is_pushed_is_only_words() {
    let mut cases = Vec::new();
    for text in [RUDE, long()] {
        cases.extend([
            format!("PUSH_REPLY,{text}"),
            format!("PUSH_REPLY,{ADDRESS},cipher {text}"),
            format!("PUSH_REPLY,{ADDRESS},cipher AES-256-GCM,compress {text}"),
            format!("PUSH_REPLY,ifconfig {text} {text},cipher AES-256-GCM"),
            format!("INFO,{text}\0{text}\0PUSH_REPLY,{text}"),
        ]);
    }
    side_by_side(cases, |message| {
        let script = Script::good(&PKI.server()).answering(&message);
        let front = Front::udp(Lock::plain(), script, nobody());
        let told = Told {
            more: vec!["--expect-push".into(), "dns nothing".into()],
            ..Told::default()
        };
        let (run, _) = visit(front, Stage::Tunnel, &told);
        run.comes_to(&message, CRITICAL, &["does not push \"dns nothing\""]);
    });
}

#[test]
fn a_tunnel_that_cannot_be_tried_is_only_words() {
    side_by_side([RUDE, long()], |text| {
        let message = format!("PUSH_REPLY,{ADDRESS},cipher {text}");
        let script = Script::good(&PKI.server()).answering(&message);
        let front = Front::udp(Lock::plain(), script, nobody());
        let (run, _) = visit(front, Stage::Tunnel, &Told::default());
        run.comes_to(&message, UNKNOWN, &["its tunnel cannot be tried"]);
    });
}
