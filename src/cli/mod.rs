//! The command lines: clap structs, the options that all checks share, and usage errors.
//!
//! A plugin's usage error is UNKNOWN on stdout, and so are help and version (Monitoring Plugins
//! guidelines); clap's own exit code 2 would read as CRITICAL.

mod days;
pub mod docker_api;
pub mod openvpn;
mod shared;
mod usage;

pub use days::Days;
pub use shared::{Duration, Format, Limits, Target, TimeoutResult};

use std::mem::ManuallyDrop;

use clap::Parser;
use clap::error::ErrorKind;

use crate::outcome::{self, State};
use crate::run;

/// Reads the command line, or ends the process with exit code 3 and what there is to say: the
/// help, the version, or one line on what is wrong. `name` is the first word of the output.
pub fn parse<Arguments: Parser>(name: &'static str) -> Arguments {
    run::report_panics(name, wanted_format());
    try_parse().unwrap_or_else(|error: clap::Error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            run::finish_early(&error.render().to_string(), State::Unknown)
        }
        _ => {
            let command = Arguments::command();
            let has_tcp = command
                .get_arguments()
                .any(|one| one.get_long() == Some("tcp"));
            usage_error(name, &usage::sentence(&error, has_tcp), wanted_format())
        }
    })
}

/// What `Parser::try_parse` does, without taking the description of the command line to pieces
/// afterwards: the process ends soon enough.
fn try_parse<Arguments: Parser>() -> Result<Arguments, clap::Error> {
    let mut command = ManuallyDrop::new(Arguments::command());
    let mut matches = command.try_get_matches_from_mut(run::arguments())?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Ends the process with one UNKNOWN line.
fn usage_error(name: &'static str, text: &str, format: outcome::Format) -> ! {
    let finding = outcome::Finding::unknown(text);
    let outcome = outcome::Outcome::single(name, finding);
    run::finish_early(&outcome::render(&outcome, format), State::Unknown)
}

/// The format that a command line asks for even though something else is wrong with it.
fn wanted_format() -> outcome::Format {
    let arguments = run::arguments();
    let pair =
        |pair: &[std::ffi::OsString]| pair[0] == "--format" && pair[1].eq_ignore_ascii_case("json");
    match arguments.windows(2).any(pair)
        || arguments
            .iter()
            .any(|one| one.eq_ignore_ascii_case("--format=json"))
    {
        true => outcome::Format::Json,
        false => outcome::Format::Text,
    }
}
