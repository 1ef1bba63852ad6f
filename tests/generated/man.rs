//! The manual pages: name, synopsis and options by `clap_mangen`, the sections behind them from the
//! text below the options in the help.
//!
//! Order of the sections: man-pages(7).

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::plugin::Plugin;

/// Sections that stand at their usual place; those of the help alone come before them.
const LAST: [&str; 4] = ["EXIT STATUS", "ENVIRONMENT", "NOTES", "EXAMPLES"];

/// Bytes of a line of text.
const LONGEST_LINE: usize = 80;

const BEFORE_ANY_RELEASE: &str = "2026-11-22";

pub fn page(plugin: &Plugin) -> String {
    let man = Man::new(in_sentences(plugin))
        .title(plugin.name.to_uppercase())
        .date(date())
        .manual("Monitoring plugins")
        .source(format!("gatewatch {}", env!("CARGO_PKG_VERSION")));
    let mut head = Vec::new();
    let write = [
        Man::render_title,
        Man::render_name_section,
        Man::render_synopsis_section,
        Man::render_description_section,
        Man::render_options_section,
    ];
    for part in write {
        part(&man, &mut head).expect("a vector takes everything");
    }
    let head = String::from_utf8(head).expect("it is text");

    let mut sections = sections(plugin);
    let place = |title: &str| {
        LAST.iter()
            .position(|last| *last == title)
            .map_or(0, |at| at + 1)
    };
    sections.sort_by_key(|section| place(&section.title));
    let at = sections.partition_point(|section| place(&section.title) == 0);
    let mut tail = Roff::new();
    for section in &sections[..at] {
        section.write(&mut tail);
    }
    performance_data(plugin, &mut tail);
    for section in &sections[at..] {
        section.write(&mut tail);
    }
    in_short_lines(&(one_options_section(&head) + &body(&tail.render())))
}

/// The day of the last release: a page has to bear a date, and today's would differ every day.
fn date() -> &'static str {
    let released = include_str!("../../CHANGELOG.md").lines().find_map(|line| {
        let (_, date) = line.strip_prefix("## [")?.split_once("] - ")?;
        date.starts_with("20").then_some(date)
    });
    released.unwrap_or(BEFORE_ANY_RELEASE)
}

/// The command with values and default in the help of each option: `clap_mangen` would give every
/// value a line of its own, and set defaults that clap knows apart from those that the text names.
fn in_sentences(plugin: &Plugin) -> Command {
    let options = plugin.options();
    plugin.command.clone().mut_args(|argument| {
        let known = options
            .iter()
            .find(|one| argument.get_long() == Some(&one.long));
        match known {
            Some(option) => argument
                .help(option.sentence())
                .hide_possible_values(true)
                .hide_default_value(true),
            None => argument,
        }
    })
}

/// `clap_mangen` makes each heading of the help a section, and starts each part as if it were the
/// page.
fn one_options_section(page: &str) -> String {
    let mut seen = false;
    let mut text = String::new();
    for line in page.lines() {
        match line.strip_prefix(".SH ") {
            Some(heading) if seen => {
                let heading = heading.trim_matches('"').to_lowercase();
                let (first, rest) = heading.split_at(1);
                text += &format!(".SS \"{}{rest}\"\n", first.to_uppercase());
            }
            _ if line.contains(".ds Aq ") && text.contains(line) => {}
            _ => {
                seen |= line == ".SH OPTIONS";
                text += line;
                text.push('\n');
            }
        }
    }
    text
}

/// Breaks text between words, as mandoc likes it; a page is filled anew where it is shown. Requests
/// and what is shown line by line stay whole.
fn in_short_lines(page: &str) -> String {
    let mut text = String::new();
    let mut is_filled = true;
    for line in page.lines() {
        match line {
            ".nf" => is_filled = false,
            ".fi" => is_filled = true,
            _ => {}
        }
        if !is_filled || line.starts_with(['.', '\'']) {
            text += line;
            text.push('\n');
            continue;
        }
        let mut length = 0;
        for word in line.split(' ') {
            if length > 0 && length + 1 + word.len() > LONGEST_LINE {
                text.push('\n');
                length = 0;
                if word.starts_with(['.', '\'']) {
                    text += "\\&";
                }
            } else if length > 0 {
                text.push(' ');
                length += 1;
            }
            text += word;
            length += word.len();
        }
        text.push('\n');
    }
    text
}

/// What a page of its own would start with is in the head already.
fn body(rendered: &str) -> String {
    let start = rendered.find(".SH").expect("there is a section");
    rendered[start..].to_owned()
}

fn performance_data(plugin: &Plugin, page: &mut Roff) {
    page.control("SH", ["PERFORMANCE DATA"]);
    for measure in plugin.measures {
        let unit = match measure.unit.symbol() {
            "" => String::new(),
            symbol => format!(" ({symbol})"),
        };
        page.control("TP", []);
        page.text([bold(measure.label), roman(unit)]);
        page.text([roman(measure.meaning.replace('`', ""))]);
    }
}

struct Section {
    title: String,
    /// Stands before the lines.
    lead: Option<String>,
    lines: Vec<String>,
}

/// Blocks of the help: `Title:`, or `Title, more words:`, with indented lines; or a paragraph.
fn sections(plugin: &Plugin) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for block in plugin.after_help() {
        let titled = block
            .split_once(":\n")
            .filter(|(title, _)| !title.contains('\n'));
        let (title, lead, lines) = match titled {
            Some((title, lines)) => {
                let (title, lead) = match title.split_once(", ") {
                    Some((title, lead)) => (title, Some(lead.to_owned())),
                    None => (title, None),
                };
                (title, lead, lines.lines().map(str::to_owned).collect())
            }
            None => ("Notes", None, vec![block.replace('\n', " ")]),
        };
        let title = match title {
            "Exit codes" => "EXIT STATUS".to_owned(),
            title => title.to_uppercase(),
        };
        match sections.iter_mut().find(|section| section.title == title) {
            Some(section) => section.lines.extend(lines),
            None => sections.push(Section { title, lead, lines }),
        }
    }
    sections
}

impl Section {
    fn write(&self, page: &mut Roff) {
        page.control("SH", [self.title.as_str()]);
        if let Some(lead) = &self.lead {
            let (first, rest) = lead.split_at(1);
            page.text([roman(format!("{}{rest}:", first.to_uppercase()))]);
        }
        if self.title == "NOTES" {
            for (at, paragraph) in self.lines.iter().enumerate() {
                if at > 0 {
                    page.control("PP", []);
                }
                page.text([roman(paragraph.as_str())]);
            }
        } else if let Some(entries) = entries(&self.lines) {
            for (term, text) in entries {
                page.control("TP", []);
                page.text([bold(term)]);
                page.text([roman(text)]);
            }
        } else {
            page.control("nf", []);
            page.text([roman(self.lines.join("\n"))]);
            page.control("fi", []);
        }
    }
}

/// The lines as terms with texts, if they are: two blanks, the term, two or more blanks, the text,
/// which goes on in lines that are indented further.
fn entries(lines: &[String]) -> Option<Vec<(String, String)>> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in lines {
        let inner = line.strip_prefix("  ")?;
        if let Some(more) = inner.strip_prefix("  ") {
            let (_, text) = entries.last_mut()?;
            *text += &format!(" {}", more.trim());
        } else {
            let (term, text) = inner.split_once("  ")?;
            // A second gap makes it a table of several columns.
            let text = text.trim();
            if text.contains("  ") {
                return None;
            }
            entries.push((term.to_owned(), text.to_owned()));
        }
    }
    Some(entries)
}
