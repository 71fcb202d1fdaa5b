//! What the options of a program are.

/// How a program writes its options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Single letters in clusters, long options that may be abbreviated, `--` ends them.
    Getopt,
    /// Whole words after one dash or two (`find -delete`, `go test -run`); `--` is nothing special.
    Words,
}

/// What the value of an option is, or what the option does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// There is no value.
    Flag,
    /// Neither a file nor a host.
    Text,
    /// A file that is read.
    Reads,
    /// A file that is written.
    Writes,
    /// The same, where the program writes anyway or it is told apart from other words: a word that is not known is
    /// not taken for it.
    WritesKnown,
    /// A file that is read and written.
    Both,
    /// A path that is read or written, or a folder of such.
    Path,
    /// A path, or `key=path` between commas.
    Fields,
    /// The same, where what is named is written.
    FieldsWritten,
    /// Text, or `@` and a file that is read.
    Data,
    /// A format of `curl`, which may write to files.
    WriteOut,
    /// A field of a form: text, or files that are read.
    Form,
    /// A host or a URL.
    Host,
    /// A folder that receives the operands.
    Target,
    /// A folder: what is relative is relative to it.
    Folder,
    /// There is no value; the option writes to the current folder.
    Here,
    /// There is none, or a suffix attached; the files that are read are written too.
    InPlace,
    /// Shell code that runs.
    Runs,
    /// The same, with arguments of the program's own behind it.
    RunsMore,
    /// A program with arguments, separated by blanks, that is started without a shell, with more arguments.
    RunsWords,
    /// A program that is started with arguments of the option's own.
    RunsFile,
    /// There is no value; the option starts or loads something the words do not name.
    Loads,
    /// The value is something that is loaded or run, in a way nobody follows.
    LoadsValue,
    /// The same, where a word that is not known is not taken for it.
    LoadsKnown,
    /// There is no value, as of `Loads`, and a word that is not known is not taken for it.
    LoadsFlag,
    /// A program that shows files, where its name is attached; else the one that is configured.
    Pager,
    /// The value is program text for the interpreter.
    Code,
    /// The value is a module, and what follows are its arguments.
    Module,
    /// A script of a stream editor.
    SedScript,
    /// A `key=value` of the configuration of Git.
    GitConfig,
    /// A `key=value` of the configuration of ssh.
    SshConfig,
    /// A file that holds what is run: data of the program, as a script operand is, unless it is standard input.
    ScriptFile,
    /// SQL, or a command of a database client.
    Sql,
    /// There is no value, and only information is printed: nothing is run or read from standard input.
    Query,
    /// There is no value, and what is read as code comes from standard input.
    Input,
    /// Read by the program's own reader, and dangerous for a word that is not known; no value, or one.
    Own,
    OwnValue,
}

impl Kind {
    /// Whether the option has a value in the next word, unless its value is attached.
    pub(super) const fn takes_value(self) -> bool {
        !matches!(
            self,
            Self::Flag
                | Self::Here
                | Self::InPlace
                | Self::Loads
                | Self::LoadsFlag
                | Self::Query
                | Self::Input
                | Self::Own
        )
    }

    /// Whether it runs, loads or writes something, so that a word that may be it is opaque.
    pub(super) const fn is_risky(self) -> bool {
        matches!(
            self,
            Self::Writes
                | Self::Both
                | Self::Here
                | Self::InPlace
                | Self::Runs
                | Self::RunsMore
                | Self::RunsWords
                | Self::RunsFile
                | Self::Loads
                | Self::LoadsValue
                | Self::Code
                | Self::Pager
                | Self::Module
                | Self::SedScript
                | Self::GitConfig
                | Self::SshConfig
                | Self::Sql
                | Self::Input
                | Self::Own
                | Self::OwnValue
        )
    }
}
