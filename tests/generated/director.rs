//! The basket for the Icinga Director.
//!
//! Without `uuid`s: version 1.10 cannot restore a command that has one, and 1.11 goes by the name
//! where there is none. The commands are external objects: Icinga has them from `gatewatch.conf`, and
//! would refuse a second definition by the Director.

use serde_json::{Map, Value, json};

use super::commands::{self, Argument};
use super::plugin::Plugin;

pub fn basket(plugins: &[Plugin]) -> String {
    let (mut commands, mut templates, mut fields) = (Map::new(), Map::new(), Map::new());
    for plugin in plugins {
        let command = command(plugin, &mut fields);
        commands.insert(plugin.check.to_owned(), command);
        let name = format!("gatewatch-{}", plugin.check.replace('_', "-"));
        let template = json!({
            "object_name": name,
            "object_type": "template",
            "check_command": plugin.check,
        });
        templates.insert(name, template);
    }
    let basket = json!({
        "Command": commands,
        "ServiceTemplate": templates,
        "Datafield": fields,
    });
    serde_json::to_string_pretty(&basket).expect("a value is JSON") + "\n"
}

/// The command, which `gatewatch.conf` defines: here are its fields. They go to `fields`, which are
/// numbered over all commands.
fn command(plugin: &Plugin, fields: &mut Map<String, Value>) -> Value {
    let mut own = Vec::new();
    let mut add = |field: Value| {
        let id = fields.len() + 1;
        fields.insert(id.to_string(), field);
        own.push(json!({ "datafield_id": id, "is_required": "n", "var_filter": null }));
    };
    for argument in commands::arguments(plugin) {
        add(field(plugin, &argument));
    }
    for (variable, option) in plugin.environment {
        let description = format!("{variable} in the environment; a file is better");
        let visibility = if *option == "password" {
            "hidden"
        } else {
            "visible"
        };
        add(text_field(plugin, option, &description, visibility));
    }
    json!({
        "object_name": plugin.check,
        "object_type": "external_object",
        "fields": own,
    })
}

fn field(plugin: &Plugin, argument: &Argument) -> Value {
    let option = &argument.option;
    let kind = match (&option.value, option.repeatable) {
        (None, _) => "Boolean",
        (_, true) => "Array",
        (_, false) => {
            // The key itself may be given in place of its file.
            let visibility = match option.value.as_deref() {
                Some("HEX|@FILE") => "hidden",
                _ => "visible",
            };
            return text_field(plugin, &option.long, &argument.description, visibility);
        }
    };
    data_field(plugin, &option.long, &argument.description, kind, json!({}))
}

fn text_field(plugin: &Plugin, option: &str, description: &str, visibility: &str) -> Value {
    let settings = json!({ "visibility": visibility });
    data_field(plugin, option, description, "String", settings)
}

fn data_field(
    plugin: &Plugin,
    option: &str,
    description: &str,
    kind: &str,
    settings: Value,
) -> Value {
    json!({
        "varname": plugin.variable(option),
        "caption": format!("{} {}", plugin.title, option.replace('-', " ")),
        "description": description,
        "datatype": format!("Icinga\\Module\\Director\\DataType\\DataType{kind}"),
        "format": null,
        "settings": settings,
    })
}
