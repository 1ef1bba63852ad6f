//! The proxy's env file, line by line, as `docker run --env-file` reads it: the text behind the `=`
//! is the value, quotes and all.
//!
//! A file with an `export` in it cannot be meant for Docker, which refuses it; it is read as a shell
//! reads it, quotes taken off.

use super::contract::ContractError;

/// Names and values of an env file, in its order.
pub(super) fn assignments(text: &str) -> Result<Vec<(&str, &str)>, ContractError> {
    let lines = || {
        text.trim_start_matches('\u{feff}')
            .lines()
            .map(str::trim_start)
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    };
    let is_of_a_shell = lines().any(|(_, line)| exported(line).is_some());
    lines()
        .map(|(index, line)| {
            let assignment = exported(line).unwrap_or(line);
            let error = || ContractError::NoValue {
                line: Some(index + 1),
                text: assignment.trim_end().to_owned(),
            };
            let (name, value) = assignment.split_once('=').ok_or_else(error)?;
            let value = if is_of_a_shell {
                unquoted(value)
            } else {
                value
            };
            Ok((name, value))
        })
        .collect()
}

/// What follows `export` and blanks.
fn exported(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export")?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start())
}

/// The text in quotes, or up to the first blank.
fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    value.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_everything_behind_the_sign() {
        let text = "\u{feff}# proxy\r\n\r\n  POST=0\r\nCONTAINERS=\"1\"\nINFO=1 # yes\nEXEC=\n";
        assert_eq!(
            assignments(text),
            Ok(vec![
                ("POST", "0"),
                ("CONTAINERS", "\"1\""),
                ("INFO", "1 # yes"),
                ("EXEC", ""),
            ])
        );
    }

    #[test]
    fn a_shell_takes_the_quotes_off() {
        let text = "export POST='0'\nexport\tCONTAINERS=\"1\" # on\nINFO=1 # yes\nEXEC=";
        assert_eq!(
            assignments(text),
            Ok(vec![
                ("POST", "0"),
                ("CONTAINERS", "1"),
                ("INFO", "1"),
                ("EXEC", ""),
            ])
        );
    }

    #[test]
    fn a_name_alone_is_refused() {
        assert_eq!(
            assignments("POST=0\n\nCONTAINERS\n"),
            Err(ContractError::NoValue {
                line: Some(3),
                text: "CONTAINERS".into()
            })
        );
    }
}
