//! The tables of the documents: options, and labels of the performance data.

use super::plugin::{Opt, Plugin};

/// Every part that a document may have: its name and its text.
pub fn parts(plugins: &[Plugin]) -> Vec<(String, String)> {
    let both = plugins.iter().map(|plugin| {
        [
            (format!("options of {}", plugin.name), options(plugin)),
            (
                format!("performance data of {}", plugin.name),
                measures(plugin),
            ),
        ]
    });
    both.flatten().collect()
}

/// The document with `part` between its two comments; none if it has no such comments.
pub fn fill(document: &str, name: &str, part: &str) -> Option<String> {
    let start = format!("<!-- generated: {name} -->\n");
    let end = "<!-- end of what is generated -->";
    let (before, rest) = document.split_once(&start)?;
    let (_, after) = rest.split_once(end).expect("what starts ends");
    Some(format!("{before}{start}\n{part}\n{end}{after}"))
}

/// One table; a row of its own names each group of options.
fn options(plugin: &Plugin) -> String {
    let mut text = String::from("| option | meaning | default |\n|---|---|---|\n");
    let mut heading = None;
    for option in plugin.options() {
        if heading.as_ref() != Some(&option.heading) {
            text += &line(&[&format!("**{}**", option.heading), "", ""]);
            heading = Some(option.heading.clone());
        }
        text += &row(&option);
    }
    text
}

fn row(option: &Opt) -> String {
    let mut spelling = option
        .short
        .map_or(String::new(), |short| format!("`-{short}`, "));
    spelling += &match &option.value {
        Some(value) => format!("`--{} {value}`", option.long),
        None => format!("`--{}`", option.long),
    };
    let mut meaning = option.help.clone();
    if !option.values.is_empty() {
        meaning += &format!(": `{}`", option.values.join("`, `"));
    }
    meaning += ".";
    if option.repeatable {
        meaning += " Repeatable.";
    }
    let default = option.default.as_deref().unwrap_or_default();
    line(&[&spelling, &meaning, default])
}

fn measures(plugin: &Plugin) -> String {
    let options = plugin.options();
    let mut text = String::from("| label | unit | meaning | threshold |\n|---|---|---|---|\n");
    for measure in plugin.measures {
        let judged_by = measure.judged_by.iter().map(|long| {
            let option = options.iter().find(|option| option.long == *long);
            match option.and_then(|option| option.short) {
                Some(short) => format!("`-{short}`"),
                None => format!("`--{long}`"),
            }
        });
        let judged_by = judged_by.collect::<Vec<_>>().join(", ");
        let label = format!("`{}`", measure.label);
        text += &line(&[&label, measure.unit.symbol(), measure.meaning, &judged_by]);
    }
    text
}

fn line(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
        .replace("|  |", "| |")
        .replace("|  |", "| |")
}
