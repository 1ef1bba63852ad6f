//! The plugins in Nagios 4, under NRPE and as Checkmk's agent runs them: each engine as Debian ships it,
//! as user nagios, with the files of `packaging/` just as they are. And the web pages of Nagios in a real browser,
//! with what hostile servers make the plugins say.
//!
//! Engines, browser and root are needed, so this runs by `make engines` and not with the other tests.
//!
//! | module | holds |
//! |---|---|
//! | [`room`] | a network and a file system of one test's own, with the names of the examples |
//! | [`doors`] | the servers that stand there |
//! | [`shipped`] | what is read out of `packaging/` |
//! | [`engine`], [`status`] | a running Nagios, and its status file |
//! | [`nagios4`], [`nrpe`], [`mrpe`] | the tests of each engine |
//! | [`web`], [`browser`] | the CGIs of Nagios behind a small web server, and Chromium |
//! | [`hostile`], [`mouths`] | the tests of those pages, and the servers that try to spoil them |

mod browser;
mod doors;
mod engine;
mod hostile;
mod mouths;
mod mrpe;
mod nagios4;
mod nrpe;
mod room;
mod shipped;
mod status;
mod web;

#[path = "../support/mod.rs"]
mod support;
