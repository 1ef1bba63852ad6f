//! A running Nagios 4: Debian's program and Debian's templates, with a second where it counts minutes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::room::Room;
use crate::shipped::NAGIOS;
use crate::status::{self, Service};
use crate::support::docker::process::{Process, holds_in_time};
use crate::support::programs;

/// Debian's own objects.
const OBJECTS: [&str; 4] = ["commands", "contacts", "timeperiods", "templates"];

/// A daemon, as user nagios; dropping it kills it.
pub struct Nagios {
    process: Process,
    folder: PathBuf,
}

impl Nagios {
    /// Starts with the shipped commands and these objects.
    pub fn start(room: &Room, objects: &str) -> Self {
        let folder = room.folder_of_nagios("nagios");
        for name in ["spool", "rw", "archives", "tmp"] {
            room.folder_of_nagios(&format!("nagios/{name}"));
        }
        room.install(NAGIOS.0, NAGIOS.1);
        let config = folder.join("nagios.cfg");
        fs::write(folder.join("objects.cfg"), objects).expect("a file can be written");
        fs::write(&config, text(&folder)).expect("a file can be written");
        assert_valid(&config);

        let mut command = as_nagios("nagios4", "nagios4-core");
        command.arg(&config);
        let process = Process::start(&folder, &command);
        Self { process, folder }
    }

    /// With its configuration and all that it writes.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The service, once its last check is as wanted.
    ///
    /// # Panics
    /// When that does not come.
    pub fn wait(&self, description: &str, is_wanted: impl Fn(&Service) -> bool) -> Service {
        let mut last = None;
        let came = holds_in_time(|| {
            let text = fs::read_to_string(self.folder.join("status.dat")).unwrap_or_default();
            let mut services = status::services(&text).into_iter();
            last = services.find(|service| service.description == description);
            last.as_ref().is_some_and(&is_wanted)
        });
        assert!(came, "{description}: {last:#?}\n{}", self.process.log());
        last.expect("it came")
    }

    /// The service, once it was checked.
    pub fn wait_for_check(&self, description: &str) -> Service {
        self.wait(description, |service| service.state.is_some())
    }

    /// The service, once it has that state and says these words.
    pub fn wait_for(&self, description: &str, state: i32, words: &str) -> Service {
        self.wait(description, |service| {
            service.state == Some(state) && service.output.contains(words)
        })
    }
}

/// Holds a configuration to `nagios4 -v`, without a warning.
pub fn assert_valid(config: &Path) {
    let Output { status, stdout, .. } = as_nagios("nagios4", "nagios4-core")
        .arg("-v")
        .arg(config)
        .output()
        .expect("nagios4 can be started");
    let said = String::from_utf8_lossy(&stdout);
    assert!(status.success(), "{said}");
    assert!(said.contains("Total Warnings: 0"), "{said}");
    assert!(said.contains("Total Errors:   0"), "{said}");
}

/// A program of the system as user nagios.
pub fn as_nagios(program: &str, package: &str) -> Command {
    let mut command = Command::new(programs::find("setpriv", "util-linux"));
    command
        .args(["--reuid", "nagios", "--regid", "nagios", "--init-groups"])
        .args(["--pdeathsig", "KILL"])
        .arg(programs::find(program, package));
    command
}

/// A host whose address is its name.
pub fn host(name: &str) -> String {
    format!(
        "define host {{\n use generic-host\n host_name {name}\n address {name}\n \
         max_check_attempts 1\n contact_groups admins\n}}\n"
    )
}

fn text(folder: &Path) -> String {
    let folder = folder.display();
    let mut text = format!("cfg_file={}\n", NAGIOS.1);
    for name in OBJECTS {
        text += &format!("cfg_file=/etc/nagios4/objects/{name}.cfg\n");
    }
    for (name, value) in [
        ("cfg_file", "objects.cfg"),
        ("log_file", "nagios.log"),
        ("object_cache_file", "objects.cache"),
        ("precached_object_file", "objects.precache"),
        ("status_file", "status.dat"),
        ("command_file", "rw/nagios.cmd"),
        ("query_socket", "rw/nagios.qh"),
        ("lock_file", "nagios.pid"),
        ("temp_file", "nagios.tmp"),
        ("temp_path", "tmp"),
        ("check_result_path", "spool"),
        ("log_archive_path", "archives"),
    ] {
        text += &format!("{name}={folder}/{value}\n");
    }
    text + "resource_file=/etc/nagios4/resource.cfg\n\
            interval_length=1\n\
            status_update_interval=1\n\
            check_result_reaper_frequency=1\n\
            service_inter_check_delay_method=n\n\
            retain_state_information=0\n\
            enable_notifications=0\n\
            enable_flap_detection=0\n\
            check_external_commands=0\n\
            check_for_updates=0\n\
            use_syslog=0\n\
            log_initial_states=1\n\
            illegal_macro_output_chars=`~$&|'\"<>\n"
}
