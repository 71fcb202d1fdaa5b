//! Clients of databases.

use super::super::entry::Kind::{Flag, Host, LoadsKnown, LoadsValue, Query, ScriptFile, Sql, Text, Writes};
use super::super::entry::Network::IfUrl;
use super::super::entry::Operands::{Opaque, Own};
use super::super::entry::{Entry, entry};
use super::super::special::sql;

const TEXT: &str = "text for a database, or another interpreter";

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("psql", Own(sql::client)).network(IfUrl).with(&[
        ("-c --command", Sql), ("-f --file", ScriptFile), ("-l --list -V --version -?", Query), ("-h --host", Host), ("-o --output -L --log-file", Writes), ("-v --set --variable -P --pset", Sql),
        ("-d --dbname -U --username -p --port -F --field-separator -R --record-separator -T --table-attr", Text), ("-A -a -b -E -e -H -n -q -S -s -t -w -W -x -X -z -0 -1 --csv --no-psqlrc --tuples-only --no-align --quiet --single-transaction --expanded --html --no-password", Flag)]),
    entry("mysql mariadb", Own(sql::client)).network(IfUrl).with(&[
        ("-e --execute", Sql), ("-V --version -? --help", Query), ("-h --host", Host), ("--pager? --tee --init-command --plugin-dir --defaults-file --defaults-extra-file --ssl-key --default-auth", LoadsKnown),
        ("-u --user -P --port -D --database --default-character-set --protocol -S --socket", Text), ("-p? --password?", Text), ("-N -B -s -t -v -A -r -f -E -X -H --skip-column-names --batch --silent --table --raw", Flag)]),
    entry("sqlite3 sqlite", Own(sql::sqlite)).words().with(&[
        ("-cmd", Sql), ("-init -A* -vfs -deserialize", LoadsValue), ("-version -help", Query), ("-separator -nullvalue -newline -maxsize -mmap -lookaside -pagecache", Text),
        ("-csv -json -line -column -header -noheader -list -html -markdown -table -box -quote -tabs -readonly -batch -bail -ascii -safe -echo -stats", Flag), ("-interactive", LoadsValue)]),
    entry("duckdb", Opaque(TEXT)).with(&[("--version", Query)]),
    entry("mongo mysqlsh pgcli mycli clickhouse sqlplus mongosh", Opaque(TEXT)).network(IfUrl).with(&[("--version --help", Query)]),
    entry("redis-cli", Own(redis)).network(IfUrl).with(&[("-h -u --uri", Host), ("-p -a -n --user --pass -r -i -d -D", Text), ("--eval --rdb --functions-rdb --cluster", LoadsValue), ("-x -X", LoadsKnown), ("-v --version", Query), ("--raw --no-raw --csv --json -2 -3 -c --tls", Flag)]),
    entry("pg_dump pg_dumpall pg_restore mysqldump", Own(sql::dump)).network(IfUrl).with(&[("-f --file -r --result-file", super::super::entry::Kind::WritesKnown), ("-h --host", Host), ("-U --username -u --user -d --dbname -t --table -n --schema -p -F", Text), ("--plugin-dir --lock-wait-timeout", LoadsKnown)]),
    entry("pg_isready createdb dropdb createuser", super::super::entry::Operands::Text).network(IfUrl).with(&[("-h --host", Host), ("-U -p -d -t", Text)]),
];

/// A command of redis: those that run or load something are none of the common ones.
fn redis(reading: &mut super::super::read::Reading<'_>) {
    use crate::shell::plan::OpaqueKind;
    let common = "ping get set del exists keys scan ttl pttl expire type dbsize info llen lrange lpush rpush hget hset hgetall hkeys hlen smembers scard sadd zrange zcard zadd incr decr mget mset strlen monitor select time lastsave echo";
    match reading.operands.first().copied() {
        None if reading.found.query => {}
        None => reading.opaque(OpaqueKind::Code, "text for a database from standard input"),
        Some(first)
            if reading
                .text(first)
                .is_some_and(|word| super::super::entry::lists(common, &word.to_ascii_lowercase())) => {}
        Some(first) => reading.opaque_word(OpaqueKind::Code, TEXT, first),
    }
}
