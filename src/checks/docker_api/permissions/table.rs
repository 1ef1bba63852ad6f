//! The requests that have no effect, section by section, whether they get through or not.
//!
//! `{id}` stands for the random id. The engine answers a granted one with 404, 400, 500 or 503 in
//! its own words, and the reading ones in front with 200. Measured on dockerd 20.10 and 29.7 and on
//! Podman 4.3: state and events were the same before and after.

use super::Door::{self, Hidden, Read, Write};
use super::Method::{self, Delete, Get, Post};
#[allow(
    clippy::enum_glob_use,
    reason = "the table has nearly every section, and no other name is like one"
)]
use super::Section::{self, *};

/// One request of the table.
pub(super) struct Entry {
    /// What it is a probe of.
    pub section: Section,
    /// Other sections that let it through as well.
    pub also: &'static [Section],
    /// What stands open where it gets through.
    pub door: Door,
    pub method: Method,
    /// With `{id}` in it.
    pub path: &'static str,
    pub body: &'static str,
}

const fn entry(
    section: Section,
    door: Door,
    method: Method,
    path: &'static str,
    body: &'static str,
) -> Entry {
    let also: &[Section] = match section {
        AllowStart | AllowRestarts => &[Containers],
        AllowStop => &[AllowRestarts, Containers],
        _ => &[],
    };
    Entry {
        section,
        also,
        door,
        method,
        path,
        body,
    }
}

/// Every request, in the order of the sections.
pub(super) const TABLE: [Entry; 46] = [
    entry(Events, Read, Get, "/events?since=1&until=2", ""),
    entry(Ping, Read, Get, "/_ping", ""),
    entry(Version, Read, Get, "/version", ""),
    entry(AllowStart, Write, Post, "/containers/{id}/start", ""),
    entry(AllowStop, Write, Post, "/containers/{id}/stop", ""),
    entry(AllowRestarts, Write, Post, "/containers/{id}/restart", ""),
    entry(AllowRestarts, Write, Post, "/containers/{id}/kill", ""),
    entry(Auth, Write, Post, "/auth", "{"),
    entry(Build, Write, Post, "/build/cancel", ""),
    entry(Commit, Write, Post, "/commit?container={id}", "{}"),
    entry(Configs, Read, Get, "/configs/{id}", ""),
    entry(Configs, Write, Post, "/configs/create", "{"),
    entry(Configs, Write, Delete, "/configs/{id}", ""),
    entry(Containers, Read, Get, "/containers/json?limit=1", ""),
    entry(Containers, Write, Post, "/containers/create", "{"),
    entry(
        Containers,
        Hidden,
        Get,
        "/containers/{id}/archive?path=/",
        "",
    ),
    entry(Containers, Hidden, Get, "/containers/{id}/export", ""),
    entry(Containers, Hidden, Get, "/containers/{id}/logs", ""),
    entry(Containers, Hidden, Get, "/containers/{id}/attach/ws", ""),
    entry(Distribution, Read, Get, "/distribution/{id}/json", ""),
    entry(Exec, Read, Get, "/exec/{id}/json", ""),
    entry(Exec, Write, Post, "/exec/{id}/start", "{}"),
    entry(Grpc, Write, Post, "/grpc", ""),
    entry(Images, Read, Get, "/images/{id}/json", ""),
    entry(Images, Write, Delete, "/images/{id}", ""),
    entry(Info, Read, Get, "/info", ""),
    entry(Networks, Read, Get, "/networks/{id}", ""),
    entry(Networks, Write, Post, "/networks/create", "{"),
    entry(Nodes, Read, Get, "/nodes/{id}", ""),
    entry(Nodes, Write, Delete, "/nodes/{id}", ""),
    entry(Plugins, Read, Get, "/plugins", ""),
    entry(Plugins, Write, Delete, "/plugins/{id}", ""),
    entry(Secrets, Read, Get, "/secrets/{id}", ""),
    entry(Secrets, Write, Post, "/secrets/create", "{"),
    entry(Secrets, Write, Delete, "/secrets/{id}", ""),
    entry(Services, Read, Get, "/services/{id}", ""),
    entry(Services, Write, Post, "/services/create", "{"),
    entry(Services, Write, Delete, "/services/{id}", ""),
    entry(Session, Write, Post, "/session", ""),
    entry(Swarm, Read, Get, "/swarm", ""),
    entry(Swarm, Write, Post, "/swarm/create", "{"),
    entry(System, Read, Get, "/system/zz", ""),
    entry(Tasks, Read, Get, "/tasks/{id}", ""),
    entry(Tasks, Write, Delete, "/tasks/{id}", ""),
    entry(Volumes, Read, Get, "/volumes/{id}", ""),
    entry(Volumes, Write, Post, "/volumes/create", "{"),
];
