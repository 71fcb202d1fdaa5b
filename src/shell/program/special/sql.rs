//! Clients of databases: SQL that runs nothing, and commands of the clients that only show.

use super::super::entry::lists;
use super::super::read::Reading;
use crate::pattern::command::Word;
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
    })
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
    // A URL of a database names a host.
    let operands: Vec<Word> = reading.operand_words().map(|(_, word)| word.clone()).collect();
    for word in operands {
        super::super::hosts::url_in_option(reading, &word);
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
