//! Parses the command line, builds the configuration and runs the check.
#![no_main]

use gatewatch::checks::docker_api::config::Config;
use gatewatch::checks::docker_api::{driver, judge};
use gatewatch::cli::{self, docker_api::Arguments};
use gatewatch::outcome::{Finding, Outcome};
use gatewatch::run;

gatewatch::entry!(check);

fn check() -> ! {
    let arguments: Arguments = cli::parse(judge::NAME);
    run::check(
        judge::NAME,
        arguments.limits.of_run(),
        |context| async move {
            context.progress.set("reading the configuration");
            match Config::new(&arguments) {
                Ok(config) => driver::check(config, context).await,
                Err(error) => Outcome::single(judge::NAME, Finding::unknown(error.to_string())),
            }
        },
    )
}
