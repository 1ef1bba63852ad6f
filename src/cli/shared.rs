//! Options that every check has.

use std::net::IpAddr;
use std::str::FromStr;
use std::time;

use clap::{Args, ValueEnum};

use crate::net::{Family, Host};
use crate::outcome::{self, Range, State};
use crate::run;

/// Where the server is and how to get there.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// Use IPv4 only
    #[arg(short = '4', long, conflicts_with = "ipv6", help_heading = "Target")]
    ipv4: bool,

    /// Use IPv6 only
    #[arg(short = '6', long, help_heading = "Target")]
    ipv6: bool,

    /// Address of this machine to send from
    #[arg(long, value_name = "ADDRESS", help_heading = "Target")]
    source: Option<IpAddr>,
}

impl Target {
    /// The address family that the options leave.
    ///
    /// # Errors
    /// A sentence where `--source` is of another family than `-4` or `-6`.
    pub fn family(&self) -> Result<Family, String> {
        let asked = match (self.ipv4, self.ipv6) {
            (true, _) => Family::V4,
            (_, true) => Family::V6,
            _ => Family::Any,
        };
        match self.source {
            Some(source) if !asked.includes(source) => {
                Err(format!("--source {source} is no {asked} address"))
            }
            Some(source) => Ok(Family::of(source)),
            None => Ok(asked),
        }
    }

    /// The address to send from.
    pub fn source(&self) -> Option<IpAddr> {
        self.source
    }
}

/// What bounds the run, what it is measured against and how it is told.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// Bound on the whole run, name resolution included
    #[arg(
        short,
        long,
        value_name = "SECONDS",
        default_value = "10",
        allow_negative_numbers = true,
        help_heading = "Limits"
    )]
    pub timeout: Duration,

    /// State where the server does not answer in time
    #[arg(
        long,
        value_name = "STATE",
        default_value = "critical",
        ignore_case = true,
        help_heading = "Limits"
    )]
    pub timeout_result: TimeoutResult,

    /// WARNING if the reply time in seconds is outside
    #[arg(
        short,
        long,
        value_name = "RANGE",
        allow_hyphen_values = true,
        help_heading = "Limits"
    )]
    pub warning: Option<Range>,

    /// CRITICAL if the reply time in seconds is outside
    #[arg(
        short,
        long,
        value_name = "RANGE",
        allow_hyphen_values = true,
        help_heading = "Limits"
    )]
    pub critical: Option<Range>,

    /// More words, up to -vvv: stages, what was exchanged, bytes
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Output")]
    pub verbose: u8,

    /// Shape of the output
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        ignore_case = true,
        help_heading = "Output"
    )]
    pub format: Format,
}

impl Limits {
    /// The part that the runtime has to know.
    pub fn of_run(&self) -> run::Limits {
        run::Limits {
            timeout: self.timeout.0,
            timeout_result: self.timeout_result.into(),
            format: match self.format {
                Format::Text => outcome::Format::Text,
                Format::Json => outcome::Format::Json,
            },
        }
    }
}

/// Seconds, fractions allowed, more than none and at most a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration(pub time::Duration);

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
        match text.parse::<f64>() {
            Ok(seconds) if plain && (0.001..=86_400.0).contains(&seconds) => {
                Ok(Self(time::Duration::from_secs_f64(seconds)))
            }
            Ok(_) => Err("give seconds from 0.001 to 86400, such as 10 or 2.5".into()),
            Err(_) => Err("it is no number of seconds such as 10 or 2.5".into()),
        }
    }
}

/// The states that `--timeout-result` can choose.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum TimeoutResult {
    Critical,
    Unknown,
    Warning,
    Ok,
}

impl From<TimeoutResult> for State {
    fn from(result: TimeoutResult) -> Self {
        match result {
            TimeoutResult::Critical => Self::Critical,
            TimeoutResult::Unknown => Self::Unknown,
            TimeoutResult::Warning => Self::Warning,
            TimeoutResult::Ok => Self::Ok,
        }
    }
}

/// The shapes of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Format {
    Text,
    Json,
}

/// Reads a port for clap.
pub(super) fn port(text: &str) -> Result<u16, String> {
    whole(text, 1, u16::MAX)
}

/// Reads a whole number within limits for clap.
pub(super) fn whole<Number>(text: &str, least: Number, most: Number) -> Result<Number, String>
where
    Number: FromStr + PartialOrd + std::fmt::Display,
{
    let number = text.parse().ok();
    number
        .filter(|number| (&least..=&most).contains(&number))
        .ok_or_else(|| format!("give a number from {least} to {most}"))
}

/// Reads a host for clap.
pub(super) fn host(text: &str) -> Result<Host, String> {
    text.parse::<Host>().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_have_fractions() {
        for (text, millis) in [
            ("10", 10_000),
            ("0.5", 500),
            (".25", 250),
            ("86400", 86_400_000),
        ] {
            let expected = Duration(time::Duration::from_millis(millis));
            assert_eq!(text.parse(), Ok(expected));
        }
    }

    #[test]
    fn nonsense_is_no_duration() {
        for text in [
            "", "0", "-1", "1e3", "nan", "inf", "86401", "10s", "host", "1,5",
        ] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }
}
