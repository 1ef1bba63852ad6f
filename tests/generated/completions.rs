//! Completions for the shells, each under the name that its shell looks for.

use clap_complete::{Shell, generate};

use super::plugin::Plugin;

pub fn scripts(plugin: &Plugin) -> [(String, String); 3] {
    let name = plugin.name;
    [
        (Shell::Bash, format!("{name}.bash")),
        (Shell::Zsh, format!("_{name}")),
        (Shell::Fish, format!("{name}.fish")),
    ]
    .map(|(shell, file)| {
        let mut script = Vec::new();
        generate(shell, &mut plugin.command.clone(), name, &mut script);
        let script = String::from_utf8(script).expect("it is text");
        (format!("packaging/completions/{file}"), script)
    })
}
