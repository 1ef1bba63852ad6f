//! What a docker-socket-proxy is to let through: its env file, the list of an option, and rules.
#![no_main]

use gatewatch::checks::docker_api::permissions::{
    ApiVersion, Contract, Expectation, Method, RandomId, Rule, Section,
};
use gatewatch_fuzz::Input;
use gatewatch_fuzz::clean::assert_tellable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut input = Input::new(data);
    let (line, text) = (input.text(), String::from_utf8_lossy(input.rest()));
    rule(&line);
    list(&line);
    let contract = match Contract::from_env_file(&text) {
        Ok(contract) => contract,
        Err(error) => return assert_tellable(&error),
    };
    contract.warnings().iter().for_each(assert_tellable);
    let with = |text: &str| Contract::from_env_file(text);
    // At its end, a return that no line feed follows is part of a value; behind other lines, a byte
    // order mark is part of a name.
    if !text.ends_with('\r') && !text.starts_with('\u{feff}') {
        assert_eq!(
            with(&format!("# a comment\n\n{text}\n")).as_ref(),
            Ok(&contract)
        );
        assert_eq!(with(&format!("{text}\nTZ=UTC")).as_ref(), Ok(&contract));
    }
    assert_eq!(of(&contract), Ok(granted(&contract)));
    if !text.contains('\r') {
        assert_eq!(with(&text.replace('\n', "\r\n")).as_ref(), Ok(&contract));
    }
    probes(&contract);
});

/// A list and a file say the same.
fn list(line: &str) {
    match Contract::parse(line) {
        Ok(contract) => {
            contract.warnings().iter().for_each(assert_tellable);
            assert_eq!(of(&contract), Ok(granted(&contract)));
        }
        Err(error) => assert_tellable(&error),
    }
}

/// What is granted, written out in full and read again.
fn of(contract: &Contract) -> Result<Vec<Section>, String> {
    let written = |between: &str| {
        let one = |section: Section| format!("{section}={}", u8::from(contract.grants(section)));
        Section::ALL.map(one).join(between)
    };
    let list = Contract::parse(&written(",")).map_err(|error| error.to_string())?;
    let file = Contract::from_env_file(&written("\n")).map_err(|error| error.to_string())?;
    assert_eq!(list, file);
    Ok(granted(&list))
}

fn granted(contract: &Contract) -> Vec<Section> {
    Section::ALL
        .into_iter()
        .filter(|section| contract.grants(*section))
        .collect()
}

/// Whatever is sent can be sent, and what is granted without POST changes nothing.
fn probes(contract: &Contract) {
    let version = ApiVersion {
        major: 1,
        minor: 41,
    };
    for probe in contract.probes(&RandomId::new([7; 32]), Some(version)) {
        assert!(is_path(&probe.request.path), "{}", probe.request.path);
        let is_open = probe.expectation == Expectation::Granted;
        let writes = probe.request.method.writes();
        assert!(!(is_open && writes) || contract.grants(Section::Post));
    }
}

fn rule(text: &str) {
    let rule = match text.parse::<Rule>() {
        Ok(rule) => rule,
        Err(error) => return assert_tellable(&error),
    };
    assert_eq!(rule.to_string().parse().as_ref(), Ok(&rule));
    let request = rule.request(&RandomId::new([7; 32]));
    for (_, other) in request.equivalents(None).into_iter().chain([(
        gatewatch::checks::docker_api::permissions::Form::Plain,
        request.clone(),
    )]) {
        assert!(is_path(&other.path), "{}", other.path);
        assert_eq!(other.method, request.method);
        assert_eq!(other.body.is_empty(), !request.method.writes());
        assert!(request.method != Method::Post || !other.path.ends_with("/prune"));
    }
}

fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic())
}
