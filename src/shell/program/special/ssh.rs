//! `ssh`: settings (ssh_config(5)) and what it runs at the other end.

use super::super::effects::Started;
use super::super::entry::lists;
use super::super::read::Reading;
use super::super::words::{after, any, may_be_option, sentence};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, OpaqueKind, Origin, Reach};

const HARMLESS: &str = "stricthostkeychecking connecttimeout batchmode serveraliveinterval serveralivecountmax loglevel port user compression \
     identitiesonly passwordauthentication pubkeyauthentication preferredauthentications kbdinteractiveauthentication \
     connectionattempts addressfamily requesttty checkhostip hashknownhosts visualhostkey ciphers macs kexalgorithms \
     hostkeyalgorithms pubkeyacceptedalgorithms tcpkeepalive updatehostkeys numberofpasswordprompts forwardx11 \
     exitonforwardfailure permitlocalcommand gssapiauthentication clearallforwardings controlmaster controlpersist";

/// `-o name=value`, or `-o 'name value'`.
pub(in super::super) fn setting(reading: &mut Reading<'_>, given: &Word, index: usize) {
    let text = given.known_beginning();
    let opaque = "a setting of ssh that starts or loads something else";
    let Some(at) = text.find(['=', ' ', '\t']) else { return reading.opaque_word(OpaqueKind::Code, opaque, index) };
    let name = text.get(..at).unwrap_or_default().to_ascii_lowercase();
    let blanks = text.get(at..).unwrap_or_default();
    let from = text.len().saturating_sub(blanks.trim_start_matches([' ', '\t', '=']).len());
    let value = after(given, from);
    match name.as_str() {
        "hostname" | "proxyjump" => reading.found.effects.hosts.push(value),
        "identityfile" | "certificatefile" => key(reading, &value),
        "userknownhostsfile" | "globalknownhostsfile" => {
            reading.file(&value, Access::Read, Origin::Operand, None);
            reading.file(&value, Access::Write, Origin::Option, None);
        }
        "proxycommand" | "localcommand" | "knownhostscommand" if value.as_literal() != Some("none") => {
            reading.runs(&value)
        }
        "proxycommand" | "localcommand" | "knownhostscommand" => {}
        "remotecommand" => reading.runs(&value),
        _ if lists(HARMLESS, &name) => {}
        _ => reading.opaque_word(OpaqueKind::Code, opaque, index),
    }
}

/// A key, by a name in which `%` and `$` stand for something else (ssh_config(5), "TOKENS").
fn key(reading: &mut Reading<'_>, path: &Word) {
    let filled = path.known_beginning().contains(['%', '$']);
    let path = if filled { any() } else { path.clone() };
    reading.file(&path, Access::Read, Origin::Operand, None);
}

/// The words behind the host are joined, and a shell at the other end reads them; without any, it reads its input.
pub(in super::super) fn program(reading: &mut Reading<'_>) {
    for given in reading.options.clone().iter().filter(|given| given.name == "-i") {
        given.value.iter().for_each(|path| key(reading, path));
    }
    let mut words = reading.words_from(1);
    if words.first().and_then(Word::as_literal) == Some("--") {
        words = words.get(1..).unwrap_or_default();
    } else if words.first().is_some_and(may_be_option) {
        return reading.opaque(OpaqueKind::Program, "a program that is started with an option nobody knows of");
    }
    if reading.found.query || reading.operands.is_empty() {
        return;
    }
    if words.is_empty() {
        if !reading.has("-N -O -W -n -f") {
            reading.start(Started::StandardInput { shell: Shell::Other }, Reach::Heredoc);
        }
        return;
    }
    let code = Started::Code { code: sentence(words), shell: Shell::Sh, arguments: Vec::new() };
    reading.start(code, Reach::Wrapper);
}
