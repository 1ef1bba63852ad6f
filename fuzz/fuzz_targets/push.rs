//! PUSH_REPLY: the same options in however many messages they come, no token among them, and what
//! is told of them.
#![no_main]

use gatewatch::checks::openvpn::config::{Expectations, Terms};
use gatewatch::checks::openvpn::login::push::HIDDEN;
use gatewatch::checks::openvpn::login::{PushAssembly, PushReply, Pushed};
use gatewatch::checks::openvpn::session::visit::{LoginAnswer, Stage, Tunnel};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::openvpn::{assert_told_behind_reset, logged_in, terms};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let cuts = u64::from_be_bytes(input.array());
    let text = input.text();
    let wanted = input.text();
    let Some(pushed) = assembled([text.to_string()]) else {
        return;
    };
    if !text.contains("push-continuation") {
        assert_eq!(assembled(parts(&text, cuts)), Some(pushed.clone()));
    }
    assert!(pushed.options().len() <= text.split(',').count());
    for option in pushed.options() {
        assert!(!option.is_empty() && !option.contains(','));
        assert!(option == HIDDEN || text.contains(option.as_str()));
        assert!(option == HIDDEN || is_public(option), "{option:?}");
        assert!(pushed.contains(option));
    }
    values(&pushed);

    let terms = Terms {
        expectations: Expectations {
            push: vec![wanted.into_owned()],
            ..terms(Stage::Tunnel).expectations
        },
        ..terms(Stage::Tunnel)
    };
    let mut passage = logged_in(LoginAnswer::Admitted(Box::new(pushed)));
    assert_told_behind_reset(&terms, passage.clone());
    passage.tunnel = Some(Tunnel::default());
    assert_told_behind_reset(&terms, passage);
});

/// The text in messages that end at some of its commas.
fn parts(text: &str, cuts: u64) -> Vec<String> {
    let mut parts = vec![String::new()];
    for (index, option) in text.split(',').enumerate() {
        if index > 0 && cuts >> (index % 64) & 1 == 1 {
            parts.push(String::new());
        }
        let part = parts.last_mut().expect("one at least");
        part.push_str(option);
        part.push(',');
    }
    let last = parts.len() - 1;
    for (index, part) in parts.iter_mut().enumerate() {
        part.push_str(match index < last {
            true => "push-continuation 2",
            false => "push-continuation 1",
        });
    }
    parts
}

fn assembled(parts: impl IntoIterator<Item = String>) -> Option<Pushed> {
    let mut assembly = PushAssembly::default();
    let mut whole = None;
    for part in parts {
        assert!(whole.is_none());
        whole = assembly.add(PushReply::parse(&part)).expect("it is short");
    }
    whole
}

fn is_public(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    !option.contains("auth-token")
        || option
            .replace(['"', '\'', '\\'], "")
            .contains("auth-token-user")
}

fn values(pushed: &Pushed) {
    assert!(pushed.peer_id().is_none_or(|id| id < 1 << 24));
    assert!(
        pushed
            .ifconfig_ipv6()
            .is_none_or(|found| found.prefix <= 128)
    );
    assert!(pushed.routes().len() + pushed.dns().len() <= pushed.options().len());
    if let Some(gateway) = pushed.default_gateway() {
        let _ = pushed.address_towards(gateway);
    }
    let _ = (
        pushed.cipher(),
        pushed.compression(),
        pushed.understands_exit(),
    );
}
