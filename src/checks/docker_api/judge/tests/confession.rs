//! What the engine says of itself, and what of it was meant.

use super::*;

fn saying(warnings: &[String]) -> Report {
    let warnings = serde_json::to_string(warnings).expect("JSON");
    with(
        good(),
        Purpose::Control(Page::Info),
        info(&warnings, "null"),
    )
}

/// What the engine is quoted with.
fn quoted(config: &Config, report: &Report) -> Vec<String> {
    let mut findings = findings(config, report);
    findings.retain(|finding| finding.contains("the engine itself says"));
    findings
}

#[test]
fn a_listener_is_as_bad_as_it_was_not_meant() {
    let in_clear = "API is accessible on http://0.0.0.0:2375 without encryption";
    let exposed = "API is exposed on http://0.0.0.0:2375";
    let hidden = "API is accessible on 0.0.0.0:2375 without encryption";
    let unverified = "API is accessible on https://0.0.0.0:2376 without TLS client verification";
    let other = "overlay network traffic goes without encryption to http://192.0.2.9";
    let harmless = "API is accessible on https://0.0.0.0:2376";
    for (text, in_clear, anonymous, state) in [
        (in_clear, false, false, "CRITICAL"),
        (in_clear, false, true, "CRITICAL"),
        (in_clear, true, false, "OK"),
        (exposed, false, false, "CRITICAL"),
        (exposed, true, false, "OK"),
        (hidden, false, false, "CRITICAL"),
        (unverified, false, false, "CRITICAL"),
        (unverified, true, false, "CRITICAL"),
        (unverified, false, true, "OK"),
        (other, false, false, "OK"),
        (harmless, false, false, "OK"),
    ] {
        let mut config = config(Guard::Certificate);
        config.terms.allow_plain_http = in_clear;
        config.terms.allow_anonymous = anonymous;
        let report = saying(&[format!("WARNING: {text}.")]);
        let told = format!("{state} the engine itself says: {text}");
        assert_eq!(quoted(&config, &report), [told]);
    }
}

#[test]
fn harmless_warnings_are_told_up_to_twenty() {
    let config = config(Guard::Certificate);
    let many = |count| {
        let warnings: Vec<String> = (0..count)
            .map(|index| format!("WARNING: No support for feature {index}"))
            .collect();
        quoted(&config, &saying(&warnings)).len()
    };
    assert_eq!([many(19), many(20), many(21), many(40)], [19, 20, 20, 20]);
}

#[test]
fn an_alarm_takes_no_place_from_the_harmless_ones() {
    let alarm = "WARNING: API is accessible on http://0.0.0.0:2375 without encryption.";
    let mut warnings = vec![alarm.to_owned(); 3];
    warnings.extend((0..30).map(|index| format!("WARNING: No support for feature {index}")));
    let quoted = quoted(&config(Guard::Certificate), &saying(&warnings));
    let harmless = quoted.iter().filter(|one| one.starts_with("OK ")).count();
    assert_eq!((quoted.len(), harmless), (23, 20));
}

#[test]
fn an_authz_plugin_that_nobody_tells_of_is_not_known() {
    let mut config = config(Guard::Certificate);
    config.terms.require_authz = Some("opa".into());
    let about = |report: &Report| {
        let mut findings = findings(&config, report);
        findings.retain(|finding| finding.contains("the authz plugin opa"));
        findings
    };
    let with_plugins = |plugins| with(good(), Purpose::Control(Page::Info), info("null", plugins));
    let silent = without(good(), |purpose| *purpose == Purpose::Control(Page::Info));
    for (report, told) in [
        (
            with_plugins(r#"["labauthz","opa"]"#),
            "OK the authz plugin opa is active",
        ),
        (
            with_plugins(r#"["labauthz","opal"]"#),
            "CRITICAL the authz plugin opa is not active at docker.example.org:2376 (active: labauthz, opal)",
        ),
        (
            with_plugins("null"),
            "CRITICAL the authz plugin opa is not active at docker.example.org:2376 (none is)",
        ),
        (
            with(
                good(),
                Purpose::Control(Page::Info),
                http(200, &[("server", "nginx")], "{}"),
            ),
            "UNKNOWN whether the authz plugin opa is active at docker.example.org:2376 is not known: /info did not tell",
        ),
        (
            silent,
            "UNKNOWN whether the authz plugin opa is active at docker.example.org:2376 is not known: /info did not tell",
        ),
    ] {
        assert_eq!(about(&report), [told]);
    }
}
