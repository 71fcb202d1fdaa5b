//! Trees in a short notation: `'…'` is quoted text, `⟨…⟩` an expansion, `⟦…⟧` one in quotes.

use crate::shell::syntax::{
    AssignedValue, Assignment, Command, CommandKind, Connector, Descriptor, Operation, Parameter, Pipeline,
    Redirection, RedirectionOperator, Script, Target, Test, Word, WordPart,
};

fn join<T>(items: &[T], between: &str, show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(between)
}

pub(super) fn script(script: &Script) -> String {
    let item = |item: &crate::shell::syntax::Item| {
        let mut text = pipeline(&item.first);
        for (connector, next) in &item.rest {
            text += if *connector == Connector::And { " && " } else { " || " };
            text += &pipeline(next);
        }
        text + if item.background { " &" } else { "" }
    };
    join(&script.items, "; ", item)
}

fn pipeline(pipeline: &Pipeline) -> String {
    format!("{}{}", if pipeline.negated { "! " } else { "" }, join(&pipeline.commands, " | ", command))
}

fn command(it: &Command) -> String {
    let mut text = match &it.kind {
        CommandKind::Simple(simple) => {
            let mut parts: Vec<_> = simple.assignments.iter().map(assignment).collect();
            parts.extend(simple.words.iter().map(word));
            parts.extend(it.redirections.iter().map(redirection));
            return parts.join(" ");
        }
        CommandKind::Group(list) => format!("{{ {} }}", script(list)),
        CommandKind::Subshell(list) => format!("({})", script(list)),
        CommandKind::If { branches, otherwise } => {
            let branches = join(branches, " el", |(test, then)| format!("if {} then {}", script(test), script(then)));
            branches + &otherwise.as_ref().map_or_else(String::new, |list| format!(" else {}", script(list))) + " fi"
        }
        CommandKind::Loop { condition, body } => format!("while {} do {} done", script(condition), script(body)),
        CommandKind::For { variable, words, body, .. } => {
            let words = words.as_ref().map_or_else(String::new, |words| format!(" in [{}]", join(words, " ", word)));
            format!("for {variable}{words} do {} done", script(body))
        }
        CommandKind::ArithmeticFor { expressions, body } => {
            format!("for (({})) do {} done", join(expressions, ";", word), script(body))
        }
        CommandKind::Case { word: subject, clauses } => {
            let clauses = join(clauses, "", |clause| {
                format!(" ({}) {};;", join(&clause.patterns, "|", word), script(&clause.body))
            });
            format!("case {}{clauses} esac", word(subject))
        }
        CommandKind::Arithmetic(expression) => format!("(({}))", word(expression)),
        CommandKind::Conditional(tests) => format!("[[ {} ]]", join(tests, ", ", test)),
        CommandKind::Function { name, body } => format!("{name}() {}", command(body)),
        CommandKind::Coprocess { name, body } => {
            format!("coproc {}: {}", name.as_deref().unwrap_or_default(), command(body))
        }
        CommandKind::Timed(timed) => format!("time {}", timed.as_deref().map_or_else(String::new, pipeline)),
    };
    for it in &it.redirections {
        text += " ";
        text += &redirection(it);
    }
    text
}

fn test(test: &Test) -> String {
    match test {
        Test::Word(it) => word(it),
        Test::Unary { operator, operand } => format!("{operator} {}", word(operand)),
        Test::Binary { left, operator, right } => format!("{} {operator} {}", word(left), word(right)),
    }
}

fn assignment(it: &Assignment) -> String {
    let subscript = it.subscript.as_ref().map_or_else(String::new, |it| format!("[{}]", word(it)));
    let value = match &it.value {
        AssignedValue::Scalar(value) => word(value),
        AssignedValue::Array(elements) => {
            let elements = join(elements, " ", |(key, value)| {
                key.as_ref().map_or_else(String::new, |key| format!("[{}]=", word(key))) + &word(value)
            });
            format!("({elements})")
        }
    };
    format!("{}{subscript}{}{value}", it.name, if it.append { "+:=" } else { ":=" })
}

fn redirection(it: &Redirection) -> String {
    let descriptor = match &it.descriptor {
        Descriptor::Default => String::new(),
        Descriptor::Number(number) => number.to_string(),
        Descriptor::Variable(name) => format!("{{{name}}}"),
    };
    let operator = match it.operator {
        RedirectionOperator::Read => "<",
        RedirectionOperator::Write => ">",
        RedirectionOperator::Append => ">>",
        RedirectionOperator::ReadWrite => "<>",
        RedirectionOperator::WriteBoth => "&>",
        RedirectionOperator::AppendBoth => "&>>",
        RedirectionOperator::DuplicateInput => "<&",
        RedirectionOperator::DuplicateOutput => ">&",
        RedirectionOperator::HereDocument => "<<",
        RedirectionOperator::HereString => "<<<",
    };
    let (Target::Word(target) | Target::Document(target)) = &it.target;
    format!("{descriptor}{operator}{}", word(target))
}

pub(super) fn word(it: &Word) -> String {
    it.array.as_deref().map_or_else(String::new, assignment) + &join(&it.parts, "", part)
}

fn part(part: &WordPart) -> String {
    let (text, quoted) = match part {
        WordPart::Plain(text) => return text.replace('\n', "\\n"),
        WordPart::Quoted(text) => return format!("'{}'", text.replace('\n', "\\n")),
        WordPart::Process { script: it, writes } => {
            return format!("{}({})", if *writes { ">" } else { "<" }, script(it));
        }
        WordPart::Parameter { parameter: it, quoted } => (parameter(it), quoted),
        WordPart::Command { script: it, quoted } => (format!("({})", script(it)), quoted),
        WordPart::Arithmetic { expression, quoted } => (format!("(({}))", word(expression)), quoted),
    };
    if *quoted { format!("⟦{text}⟧") } else { format!("⟨{text}⟩") }
}

fn parameter(it: &Parameter) -> String {
    let subscript = it.subscript.as_ref().map_or_else(String::new, |it| format!("[{}]", word(it)));
    let operation = match &it.operation {
        Operation::None => String::new(),
        Operation::Length => " length".into(),
        Operation::Default { word: it, .. } => format!(" - {}", word(it)),
        Operation::Assign(it) => format!(" = {}", word(it)),
        Operation::Alternative { word: it, .. } => format!(" + {}", word(it)),
        Operation::Error(it) => format!(" ? {}", word(it)),
        Operation::Trim { pattern, .. } => format!(" trim {}", word(pattern)),
        Operation::Replace { pattern, replacement } => format!(" / {} / {}", word(pattern), word(replacement)),
        Operation::Case(it) => format!(" case {}", word(it)),
        Operation::Substring(words) => format!(" : {}", join(words, " : ", word)),
        Operation::Transform(letter) => format!(" @{letter}"),
        Operation::Names => " names".into(),
    };
    format!("{}{}{subscript}{operation}", if it.indirect { "!" } else { "" }, it.name)
}
