//! The lines of a profile as words, and its inline blocks as text.
//!
//! Nothing in here knows an option by name. Block texts are slices of the profile, so that no copy
//! of a key is made.
//!
//! Rules: OpenVPN `options.c` (`read_config_file`, `read_inline_file`, `check_inline_file`), as of
//! 2.6; limits and errors compared with 2.6.14.

use super::super::line::{self, is_blank};
use super::error::{Fault, ProfileError};
use super::statement::Statement;

/// Bytes of a line, its end included, at which OpenVPN gives up.
const TOO_LONG: usize = 256;

/// Takes a profile, or the inside of a block, apart.
pub(super) struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Lexer<'a> {
    /// The statements of a whole profile.
    pub fn new(text: &'a str) -> Self {
        Self {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
            line: 0,
        }
    }

    /// The statements inside the block that `statement` opens.
    pub fn inside(statement: &Statement<'a>) -> Self {
        Self {
            rest: statement.block.unwrap_or_default(),
            line: statement.line,
        }
    }

    fn next_line(&mut self) -> Option<&'a str> {
        let line = self.rest.split_inclusive('\n').next()?;
        self.rest = &self.rest[line.len()..];
        self.line += 1;
        Some(line)
    }

    /// The text up to the line that starts with the closing tag.
    fn block(&mut self, name: &str) -> Option<&'a str> {
        let end_tag = format!("</{name}>");
        let start = self.rest;
        let mut length = 0;
        while let Some(line) = self.next_line() {
            if line.trim_start_matches(is_blank).starts_with(&end_tag) {
                return Some(&start[..length]);
            }
            length += line.len();
        }
        None
    }

    fn statement(&mut self, line: &str) -> Result<Option<Statement<'a>>, ProfileError> {
        let number = self.line;
        if line.len() >= TOO_LONG {
            return Err(Fault::LineTooLong.of_line(number));
        }
        let mut words = line::words(line.trim_end_matches(['\r', '\n']))
            .map_err(|bad| Fault::Words(bad).of_line(number))?
            .into_iter();
        let Some(first) = words.next() else {
            return Ok(None);
        };
        let arguments: Vec<String> = words.collect();
        let mut name = match first.strip_prefix("--") {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => first,
        };
        let tag = name
            .strip_prefix('<')
            .and_then(|name| name.strip_suffix('>'))
            .filter(|_| arguments.is_empty());
        let mut block = None;
        if let Some(tag) = tag.map(str::to_owned) {
            let missing = match tag.strip_prefix('/') {
                Some(_) => return Err(refuse(number, &name)),
                None => refuse_tag(number, &tag),
            };
            block = Some(self.block(&tag).ok_or(missing)?);
            name = tag;
        }
        Ok(Some(Statement {
            line: number,
            name,
            arguments,
            block,
        }))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Result<Statement<'a>, ProfileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.next_line()?;
            if let Some(found) = self.statement(line).transpose() {
                return Some(found);
            }
        }
    }
}

/// What to say of a first word that no option has.
pub(super) fn refuse(line: usize, name: &str) -> ProfileError {
    let tag = name
        .strip_prefix("</")
        .and_then(|tag| tag.strip_suffix('>'));
    match tag.filter(|tag| is_presentable(tag)) {
        Some(tag) => Fault::StrayEndTag.at(line, tag),
        None if name.starts_with("---") => Fault::BareBlock.of_line(line),
        None if is_presentable(name) => Fault::Unknown.at(line, name),
        None => Fault::NotAnOption.of_line(line),
    }
}

fn refuse_tag(line: usize, tag: &str) -> ProfileError {
    match is_presentable(tag) {
        true => Fault::NoEndTag.at(line, tag),
        false => Fault::NoEndTag.of_line(line),
    }
}

/// Whether a word may be shown: it looks like a name and not like a piece of a key.
fn is_presentable(name: &str) -> bool {
    let is_key = name.len() >= 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=40).contains(&name.len()) && name.bytes().all(is_word) && !is_key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |statement: Statement| {
            let Statement {
                line,
                name,
                arguments,
                block,
            } = statement;
            format!("{line} {name} {arguments:?} {block:?}")
        };
        Lexer::new(text)
            .map(|found| found.map_or_else(|error| error.to_string(), show))
            .collect()
    }

    #[test]
    fn statements_know_their_lines_and_blocks() {
        for (text, statements) in [
            (
                "\u{feff}client\r\n\r\ndev tun\r\n",
                &["1 client [] None", "3 dev [\"tun\"] None"][..],
            ),
            (
                "dev tun\n\u{feff}client",
                &["1 dev [\"tun\"] None", "2 \u{feff}client [] None"],
            ),
            (
                "--dev tun\n--\n---",
                &["1 dev [\"tun\"] None", "2 -- [] None", "3 - [] None"],
            ),
            (
                "<ca> # x\n a\n\n\t</ca>junk\nb",
                &["1 ca [] Some(\" a\\n\\n\")", "5 b [] None"],
            ),
            ("<ca>\n</ca>", &["1 ca [] Some(\"\")"]),
            ("--<ca>\n# \"\n</ca>", &["1 ca [] Some(\"# \\\"\\n\")"]),
            ("<ca> x\n", &["1 <ca> [\"x\"] None"]),
            ("\n<ca>\na", &["line 2: ca: the closing tag is missing"]),
            ("<$>\na", &["line 1: the closing tag is missing"]),
            (
                "</ca>",
                &["line 1: ca: a closing tag without its opening one"],
            ),
            ("</$>", &["line 1: this is no option"]),
            (
                "a\n'",
                &["1 a [] None", "line 2: no closing quotation mark (')"],
            ),
        ] {
            assert_eq!(shown(text), statements, "{text}");
        }
    }

    #[test]
    fn a_line_has_at_most_254_bytes_outside_of_blocks() {
        let long = |length| "#".repeat(length);
        for (text, is_fine) in [
            (long(254) + "\n", true),
            (long(253) + "\r\n", true),
            (long(255), true),
            (long(255) + "\n", false),
            (long(254) + "\r\n", false),
            (format!("<ca>\n{}\n</ca>", long(999)), true),
        ] {
            assert_eq!(Lexer::new(&text).all(|found| found.is_ok()), is_fine);
        }
    }

    #[test]
    fn what_may_be_a_secret_is_not_repeated() {
        for (name, sentence) in [
            ("remot", "line 1: unknown option remot"),
            (
                "---BEGIN",
                "line 1: a PEM block needs its tags around it, such as those of ca",
            ),
            (
                "6acef03f62675b4b1bbd03e53b187727",
                "line 1: this is no option",
            ),
            ("MIIB+/x=", "line 1: this is no option"),
            ("", "line 1: this is no option"),
            (&"a".repeat(41), "line 1: this is no option"),
        ] {
            assert_eq!(refuse(1, name).to_string(), sentence);
        }
    }
}
