//! Clients of databases: SQL that runs nothing, and commands of the clients that only show.

use super::super::entry::lists;
use super::super::read::Reading;
use crate::list::{AddAll, List};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind};

/// Words by which SQL, or a client, runs programs, opens files or loads code.
const WORDS: &str = "load_extension readfile writefile edit fts3_tokenizer attach outfile dumpfile infile load_file load program copy \
     lo_import lo_export pg_read_file pg_read_binary_file pg_ls_dir pg_execute_server_program dblink xp_cmdshell sp_oacreate \
     extension language function procedure trigger system source tee pager notee delimiter sys_exec sys_eval plugin \
     prompt1 prompt2 prompt3 editor do import install pragma_table_valued httpget url shell read_csv read_text read_blob read_parquet read_json read_json_auto glob file";
/// Commands of `psql` and `sqlite3` that only show.
const SHOWS: &str = ".tables .schema .databases .indexes .indices .headers .mode .width .nullvalue .fullschema .dbinfo .timer .help \
     \\d \\dt \\dn \\du \\l \\z \\di \\dv \\df \\ds \\d+ \\dt+ \\l+ \\dn+ \\du+ \\dx \\dT \\conninfo \\timing \\x";

/// Whether a text runs nothing, whichever client reads it.
fn is_harmless(text: &str) -> bool {
    text.split('\n').all(|line| {
        let line = line.trim();
        if matches!(line, "pager=off" | "pager=0" | "pager=false") {
            return true;
        }
        let mut words = line.split_ascii_whitespace();
        if words.next().is_some_and(|first| lists(SHOWS, first.trim_end_matches(';'))) {
            let plain =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '*' | ',' | '"' | ';' | '%' | '-');
            return words.all(|word| word.chars().all(plain));
        }
        if line.starts_with(['.', '!']) || line.contains('\\') {
            return false;
        }
        let names = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        { names }.all(|name| !lists(WORDS, &name.to_ascii_lowercase()))
    }) && !copies(text)
}

/// `VACUUM INTO 'file'`.
fn copies(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("vacuum") && text.contains("into")
}

pub(in super::super) fn statement(reading: &mut Reading<'_>, value: &Word, index: usize) {
    if !value.as_literal().is_some_and(is_harmless) {
        reading.opaque_word(OpaqueKind::Code, "text for a database that may run or load something", index);
    }
}

/// `sqlite3 file statement …`: without a statement, they come from standard input.
pub(in super::super) fn sqlite(reading: &mut Reading<'_>) {
    let operands = reading.operands.clone();
    let mut operands = operands.into_iter();
    if let Some(file) = operands.next() {
        reading.operand_file(file, Access::Either);
        if reading.word(file).is_some_and(|word| word.known_beginning().to_ascii_lowercase().starts_with("file:")) {
            reading.opaque(OpaqueKind::File, "a file that is named by a URL");
        }
        if reading.word(file).is_some_and(Word::is_repeated) {
            reading.opaque(OpaqueKind::Code, "text for a database that is not known");
        }
    }
    let mut any = false;
    for index in operands {
        any = true;
        if let Some(word) = reading.word(index) {
            statement(reading, word, index);
        }
    }
    if !any && !reading.found.query {
        reading.opaque(OpaqueKind::Code, "text for a database from standard input");
    }
}

/// `psql -c statement database`: without a statement or file, they come from standard input.
pub(in super::super) fn client(reading: &mut Reading<'_>) {
    use super::super::entry::Kind;
    let settings = "-v --set --variable -P --pset";
    let given = reading
        .options
        .iter()
        .any(|given| matches!(given.kind, Kind::Sql | Kind::ScriptFile) && !lists(settings, given.name));
    if !given && !reading.found.query {
        reading.opaque(OpaqueKind::Code, "text for a database from standard input");
    }
    connections(reading);
}

/// `pg_dump database`.
pub(in super::super) fn dump(reading: &mut Reading<'_>) {
    let operands = reading.operands.clone();
    reading.either(&operands, super::super::files::looks_like_path);
    connections(reading);
}

/// The hosts of databases: `postgresql://host/name`, `host=name dbname=x`.
fn connections(reading: &mut Reading<'_>) {
    let mut words: Vec<Word> = reading.operand_words().map(|(_, word)| word.clone()).list();
    let named = reading.options.iter().filter(|given| matches!(given.name, "-d" | "--dbname"));
    words.add_all(named.filter_map(|given| given.value.clone()));
    for word in words {
        super::super::hosts::url_in_option(reading, &word);
        let text = word.known_beginning();
        if !text.contains("://") && text.contains("host") && text.contains('=') {
            let hosts = &mut reading.found.effects.hosts;
            let fields = text.split_ascii_whitespace().filter_map(|field| field.split_once('='));
            let before = hosts.len();
            let is_host = |key: &str| matches!(key, "host" | "hostaddr");
            hosts.add_all(fields.filter(|(key, _)| is_host(key)).map(|(_, host)| Word::literal(host)));
            if hosts.len() == before || word.as_literal().is_none() {
                hosts.push(word.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn text_that_runs_nothing() {
        for text in [
            "SELECT 1; SELECT 2",
            "SELECT * FROM users;",
            "\\dt",
            "\\d users",
            ".tables",
            ".schema t",
            "select 'a' || name from t",
        ] {
            assert!(is_harmless(text), "{text}");
        }
    }

    #[test]
    fn text_that_may() {
        for text in [
            ".shell rm x",
            ".system rm",
            "\\! rm x",
            "COPY t FROM PROGRAM 'rm x'",
            "select load_extension('x')",
            "select 1 \\g |rm",
            "select 1\n.shell x",
            "\\dt; \\! rm",
            "system rm x",
            "SELECT 1 INTO OUTFILE '/x'",
            ".output |rm",
            "  .once x",
            "\\o x",
            "create function f() returns int as 'x' language c",
            "attach 'x' as y",
            "\\d `rm x`",
        ] {
            assert!(!is_harmless(text), "{text}");
        }
    }
}
