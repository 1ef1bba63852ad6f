//! The basket for the Icinga Director.
//!
//! Without `uuid`s: version 1.10 cannot restore a command that has one, and 1.11 goes by the name
//! where there is none. Without imports, as a basket cannot bring `ipv4-or-ipv6` along.

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

/// The command; its variables go to `fields`, which are numbered over all commands.
fn command(plugin: &Plugin, fields: &mut Map<String, Value>) -> Value {
    let mut own = Vec::new();
    let mut add = |field: Value, required: bool| {
        let id = fields.len() + 1;
        fields.insert(id.to_string(), field);
        own.push(json!({
            "datafield_id": id,
            "is_required": if required { "y" } else { "n" },
            "var_filter": null,
        }));
    };
    let mut arguments = Map::new();
    for argument in commands::arguments(plugin) {
        add(field(plugin, &argument), false);
        arguments.insert(
            format!("--{}", argument.option.long),
            entry(plugin, &argument),
        );
    }
    // A variable of the environment cannot be had: the Director knows no `env` of commands.
    json!({
        "object_name": plugin.check,
        "object_type": "object",
        "methods_execute": "PluginCheck",
        "command": format!("PluginContribDir + /{}", plugin.name),
        "timeout": "60",
        "arguments": arguments,
        "vars": { plugin.variable("hostname"): host(plugin) },
        "fields": own,
    })
}

/// `$check_address$` is of the import that is not here.
fn host(plugin: &Plugin) -> &'static str {
    match plugin.host.0 {
        "$check_address$" => "$address$",
        other => other,
    }
}

/// Nor is the choice of an address by its family.
fn description(argument: &Argument) -> String {
    let by_family = ", by openvpn_ipv4 and openvpn_ipv6";
    argument.description.replace(by_family, "")
}

fn entry(plugin: &Plugin, argument: &Argument) -> Value {
    let option = &argument.option;
    let mut entry = Map::new();
    entry.insert("description".into(), json!(description(argument)));
    match option.value {
        Some(_) => entry.insert("value".into(), json!(argument.reference())),
        None => entry.insert("set_if".into(), json!(argument.reference())),
    };
    if option.long == "hostname" {
        let wanted = commands::wants_host(plugin).replace(plugin.host.0, host(plugin));
        entry.insert("set_if".into(), json!(wanted));
        entry.insert("set_if_format".into(), json!("expression"));
        entry.insert("required".into(), json!(true));
    }
    if option.repeatable {
        entry.insert("repeat_key".into(), json!(true));
    }
    Value::Object(entry)
}

fn field(plugin: &Plugin, argument: &Argument) -> Value {
    let kind = match (&argument.option.value, argument.option.repeatable) {
        (None, _) => "Boolean",
        (_, true) => "Array",
        (_, false) => "String",
    };
    let settings = match kind {
        "String" => json!({ "visibility": "visible" }),
        _ => json!({}),
    };
    json!({
        "varname": argument.variable,
        "caption": format!("{} {}", plugin.title, argument.option.long.replace('-', " ")),
        "description": description(argument),
        "datatype": format!("Icinga\\Module\\Director\\DataType\\DataType{kind}"),
        "format": null,
        "settings": settings,
    })
}
