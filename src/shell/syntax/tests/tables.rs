//! What each construct is read as, in the notation of [`show`](super::show).

use super::{bash, posix};

/// `text => tree`, or `text => !` for text that is an error.
macro_rules! reads {
    ($read:ident: $($text:literal => $tree:tt)+) => {
        $(reads!(@ $read $text $tree);)+
    };
    (@ $read:ident $text:literal !) => {
        assert!($read($text).starts_with("error: "), "{:?} is read as {}", $text, $read($text));
    };
    (@ $read:ident $text:literal $tree:literal) => {
        assert_eq!($read($text), $tree, "{:?}", $text);
    };
}

#[test]
fn lists() {
    reads!(bash:
        "" => ""
        " \t\n\n # nothing" => ""
        "a b;c&d&&e||f|g|&h" => "a b; c &; d && e || f | g | h"
        "a &&\n# why\n\nb |\nc" => "a && b | c"
        "! a | b; ! ! a; !\\\n a" => "! a | b; a; ! a"
        "a \\\n b\\\nc" => "a bc"
        "a#b '#' \\# #c" => "a#b '#' '#'"
        "a;#b\nc" => "a; c"
        "(a)#b" => "(a)"
        "a &\\\n& b" => "a && b"
        "a;;b" => ! "a;;" => ! ";" => ! "&" => ! "a & ; b" => ! "a &&" => ! "| a" => ! "a | | b" => ! "a )" => ! "a ||| b" => !
        "!" => ! "!(a)" => ! "a | ! b" => ! "a | time b" => ! "a\rb" => ! "a\r" => ! "a\0b" => ! "a \\" => ! "a\u{1}" => !
        "'a\rb' # \r" => "'a\rb'"
    );
}

#[test]
fn complete_lines_before_an_error_are_read() {
    for (text, read) in [
        ("rm x\n)", "rm x"),
        ("a; )", ""),
        ("a\nb; c 'd", "a"),
        ("a\n{ b\n c\n", "a"),
        ("cat <<E\n$(\nE\nb", ""),
        ("a\n\n# c\nb &\n(", "a; b &"),
        ("a\ncat <<E\nx\nE\n\"", "a; cat <<'x\\n'"),
    ] {
        let parsed = super::parse(text, super::Dialect::Bash);
        assert!(parsed.error.is_some(), "{text:?}");
        assert_eq!(super::show::script(&parsed.script), read, "{text:?}");
    }
    let error = super::parse("a\nb 'é", super::Dialect::Bash).error.unwrap();
    assert_eq!((error.span.start, error.span.end, error.what), (4, 7, "a quote that is not closed"));
}

#[test]
fn quotes() {
    reads!(bash:
        r#"a'b'"c"\d $'e\n' $"f""# => "a'bcd' 'e\\n' 'f'"
        r#"'' "" a"" "$x" "$x""""# => "'' '' a'' ⟦x⟧ ⟦x⟧''"
        r#""\a\$\`\"\\""# => r#"'\a$`"\'"#
        "\"a\\\nb\" 'a\\\nb'" => "'ab' 'a\\\\nb'"
        r"$'\x67\151\164\u0074\'\\\q\cA'" => "'gitt'\\\\q\u{1}'"
        "\"$'a'\" \"a$\" a$ $" => "'$'a'' 'a$' a$ $"
        r"$'\0'" => ! r"$'\x'" => ! r"$'\xff'" => ! r"$'\x{41}'" => ! r"$'\ud800'" => ! r"$'\c?'" => ! r"$'\777'" => !
        "'a" => ! "\"a" => ! "$'a" => ! "`a" => ! "$\"$x\"" => ! "\\\r" => !
    );
}

#[test]
fn substitutions() {
    reads!(bash:
        "$(a; b) \"$(c \"d\" 'e)')\" $()" => "⟨(a; b)⟩ ⟦(c 'd' 'e)')⟧ ⟨()⟩"
        "$\\\n(a) $(\n#c\na\n)" => "⟨(a)⟩ ⟨(a)⟩"
        "<(a) >(b) x<(c) 2>(d)" => "<(a) >(b) x<(c) 2>(d)"
        "`a \\`b \\\\\\`c\\\\\\`\\` \\$x \"d\"`" => "⟨(a ⟨(b ⟨(c)⟩)⟩ ⟨x⟩ 'd')⟩"
        "\"`a \\\"b\\\" \"c\"`\"" => "⟦(a 'b' 'c')⟧"
        "`a '`'b'" => ! "$(a" => ! "$(a;;)" => ! "${ a; }" => ! "${|a;}" => ! "${\ta; }" => ! "`a\\\nb`" => !
        "$( # it's\n)" => ! "$(case a in b) c;; esac)" => ! "`)`" => ! "`a" => !
        "$(case a in (b) c;; esac)" => "⟨(case a (b) c;; esac)⟩"
    );
}

#[test]
fn parameters() {
    reads!(bash:
        "$x$1$10$@$# ${x} ${10} ${#} ${!} ${-} ${@}" => "⟨x⟩⟨1⟩⟨1⟩0⟨@⟩⟨#⟩ ⟨x⟩ ⟨10⟩ ⟨#⟩ ⟨!⟩ ⟨-⟩ ⟨@⟩"
        "${x-a}${x:=b c}${x:+'}'}${x?\\}}" => "⟨x - a⟩⟨x = b c⟩⟨x + '}'⟩⟨x ? '}'⟩"
        "\"${x:-a \"b c\" $y \\} \\a}\"" => "⟦x - 'a b c '⟦y⟧' } \\a'⟧"
        "\"${x:-'a b'}\" \"${x:-it's}\"" => !
        "\"${x:-'a b'}\"" => "⟦x - ''a b''⟧"
        "\"${x:-'}'}\"" => ! "\"${x%'a'}\"" => ! "${x:-{a}" => ! "${x:-a" => ! "${x:-<(a)}" => !
        "${x#a*}${x##\"$y\"}${x%.*}${x%%\\*}" => "⟨x trim a*⟩⟨x trim ⟦y⟧⟩⟨x trim .*⟩⟨x trim '*'⟩"
        "\"${x%\"$y\"}${x#*\\*}\"" => "⟦x trim ⟦y⟧⟧⟦x trim *'*'⟧"
        "${x/a/b}${x//[^a]/_}${x/#a}${x/%/b}${x//\\//-}" => "⟨x / a / b⟩⟨x / [^a] / _⟩⟨x / a / ⟩⟨x /  / b⟩⟨x / '/' / -⟩"
        "${x/a/&}" => ! "${x///b}" => ! "${x~}" => ! "${x@}" => ! "${x@QQ}" => ! "${x.y}" => ! "${}" => ! "${x y}" => !
        "${x^}${x^^[a]}${x,}${x,,}${x@Q}" => "⟨x case ⟩⟨x case [a]⟩⟨x case ⟩⟨x case ⟩⟨x @Q⟩"
        "${x:1}${x: -1:y}${@:2}${x::2}${x:(a)}" => "⟨x : 1⟩⟨x :  -1 : y⟩⟨@ : 2⟩⟨x :  : 2⟩⟨x : (a)⟩"
        "${x:}" => ! "${x:a:b:c}" => ! "${x:a?b:c}" => ! "${x:'a'}" => !
        "${#x}${#a[@]}${#@}${!x}${!x*}${!a[@]}${!a[0]}" => "⟨x length⟩⟨a[@] length⟩⟨@ length⟩⟨!x⟩⟨!x names⟩⟨!a[@] names⟩⟨!a[0]⟩"
        "${a[1]}${a[$i+1]}${a[\"k y\"]}${a['k']:-b}${a[b[c]]}" => "⟨a[1]⟩⟨a[⟦i⟧+1]⟩⟨a['k y']⟩⟨a['k'] - b⟩⟨a[b[c]]⟩"
        "${#x-a}" => ! "${##}" => ! "${#:-a}" => ! "${!}a}" => "⟨!⟩a}"
        "${a[]}" => ! "${a['$(b)']}" => ! "${1[0]}" => ! "${!-x}" => !
        "$a{b,c}" => ! "{$,}HOME" => ! "{a$,b}c" => ! "{x,$y}z" => ! "${a}{b,c}" => "⟨a⟩{b,c}"
        "{$1,b} a=$b,$c {\"$a\",b}" => "{⟨1⟩,b} a=⟨b⟩,⟨c⟩ {⟦a⟧,b}"
    );
}

#[test]
fn arithmetic() {
    reads!(bash:
        "$((1+(2*$x)))$[a[1]] $(((1)))" => "⟨((1+(2*⟦x⟧)))⟩⟨((a[1]))⟩ ⟨(((1)))⟩"
        "\"$((16#ff))\" $(($(a)))" => "⟦((16#ff))⟧ ⟨((⟦(a)⟧))⟩"
        "((i++)) && (( a = b << 2 ))>x" => "((i++)) && (( a = b << 2 )) >x"
        "((a[\"k\"]++))" => "((a['k']++))"
        "((a);(b))" => ! "((a) )" => ! "$((a) )" => ! "$((a)+(b))" => ! "((a" => ! "((a[1))" => ! "((a]))" => !
        "((a '))'))" => ! "((a \\) ))" => ! "(( a{ ))" => ! "(( a <(b) ))" => ! "( (a);(b) )" => "((a); (b))"
    );
}

#[test]
fn redirections() {
    reads!(bash:
        "a<b>c>>d<>e>|f" => "a <b >c >>d <>e >f"
        "a 2>b 2 >c 2>&1 3<&- 4>&5- >&f <&$g" => "a 2 2>b >c 2>&1 3<&- 4>&5- >&f <&⟨g⟩"
        "a2>b &>c &>>d {fd}<e {fd}>&-" => "a2 >b &>c &>>d {fd}<e {fd}>&-"
        "<x a <y b=c" => "a b=c <x <y"
        ">x" => ">x"
        "a <<<$b<<< 'c d'" => "a <<<⟨b⟩ <<<'c d'"
        "a >\\\n>b" => "a >>b"
        "{ a; } >b 2>&1; (a)<b" => "{ a } >b 2>&1; (a) <b"
        "a \"2\">b \\2>c" => "a '2' '2' >b >c"
        "a >" => ! "a > ;" => ! "a >&-x" => ! "a > 2>x" => ! "a > (b)" => ! "a 99999999>b" => ! "a {b[0]}>c" => ! "a >> > b" => ! "a <#b" => !
    );
}

#[test]
fn here_documents() {
    reads!(bash:
        "a <<E;b\n$x $(c) \\$y \\z '\"`d`\nE\nf" => "a <<⟦x⟧' '⟦(c)⟧' $y \\z '\"'⟦(d)⟧'\\n'; b; f"
        "a <<'E' <<\"F\" <<\\G\n$x\nE\ny\nF\nG\n" => "a <<'$x\\n' <<'y\\n' <<''"
        "a <<-E\n\tb\n\t\tE\nc" => "a <<'b\\n'; c"
        "a <<- 'E'\n\tb\n \tE\n\tE" => "a <<'b\\n \tE\\n'"
        "a <<E |\nb\nE\nc" => "a <<'b\\n' | c"
        "a <<E && {\nb\nE\nc\n}" => "a <<'b\\n' && { c }"
        "a <<E" => "a <<"
        "a <<E\nb" => "a <<'b'"
        "a <<E \\\n b\nc\nE\nd" => "a b <<'c\\n'; d"
        "a <<E\nb\\\nc\n\\\\\nE\nd" => "a <<'bc\\n\\\\n'; d"
        "\"$(a <<E\nit's ($x)\nE\n)\"" => "⟦(a <<'it's ('⟦x⟧')\\n')⟧"
        "a <<E # <<F\nE\nb" => "a <<; b"
        "a <<E\n$\"b\" ${x:-c}\nE" => "a <<'$\"b\" '⟦x - 'c'⟧'\\n'"
        "a <<E \"\nb\nE\n\"" => ! "a <<E $(b\nc\nE\n)" => ! "$(a <<E)\nb\nE" => ! "$(a <<E\nb\nE)" => ! "`a <<E\nb`" => !
        "a <<E\nb\\\nE\nc\nE" => ! "a <<E\nE\\\n\nE" => ! "a <<\"$x\"\nb" => ! "a <<''\n\n" => ! "a <<`b`\n" => ! "a <<$'E'\nE" => !
        "a <<E\n${x:-\"b\"}\nE" => ! "a <<E\n${x:-'b'}\nE" => ! "a <<E\n$(b\\\nc)\nE" => ! "a <<" => ! "a <<\nE" => ! "a << 4>b\n4" => !
        "$(a <<E\n)\nE\n)" => ! "$(a <<E\n'\nE\n) 'b'" => ! "(a <<E\nb\nE\n)" => "(a <<'b\\n')"
    );
}

#[test]
fn assignments() {
    reads!(bash:
        "a= b=c d+=e f[1]=g f[x y]+=h" => "a:= b:=c d+:=e f[1]:=g f[x y]+:=h"
        "a=b=c d e=f" => "a:=b=c d e=f"
        "a=(b 'c' # d\n [k]=e\n[1 2]=f if) g" => "a:=(b 'c' [k]=e [1 2]=f if) g"
        "a+=() >b c=d e" => "a+:=() c:=d e >b"
        "declare -a a=(b) c=d; local x+=(y)" => "declare -a a:=(b) c=d; local x+:=(y)"
        "1a=b a-b=c \"a\"=b a\\\n=c" => "1a=b a-b=c 'a'=b a=c"
        "a\\\n=b" => "a:=b"
        "echo a=(b)" => ! "x=1 <y a=(b)" => ! "<y a[1]=b" => ! "<y a=b" => "a:=b <y" "a=(b;c)" => ! "a=(b" => ! "a=(b)c" => ! "a= (b)" => ! "a[1]=(b)" => ! "a[1]" => ! "a[1=b" => ! "a[]=b" => !
        "declare a[1]=b" => ! "eval a=(b)" => "eval a:=(b)" "command declare a=(b)" => ! "declare >b a=(c)" => ! "a=((b))" => ! "a=([b] c)" => !
        "a[<(b)]=c" => ! "a[`b`]=c" => "a[⟦(b)⟧]:=c"
    );
}

#[test]
fn compound_commands() {
    reads!(bash:
        "{ a; }; { a\n}; (a;b)" => "{ a }; { a }; (a; b)"
        "echo { } if then [[ ! time" => "echo { } if then [[ ! time"
        "{a,b}; {a; a}" => "{a,b}; {a; a}"
        "if a;then b;elif c\nthen d\nelse e;fi|f" => "if a then b elif c then d else e fi | f"
        "while a;do b;done;until (a) do b;done" => "while a do b done; while (a) do b done"
        "for x in a $b;do c;done" => "for x in [a ⟨b⟩] do c done"
        "for x;do a;done;for x do a;done;for x\n\ndo a;done" => "for x do a done; for x do a done; for x do a done"
        "for x\nin a\ndo b;done;for x in;do a;done" => "for x in [a] do b done; for x in [] do a done"
        "for((i=0;;i++))do a;done;for ((;;));do a;done" => "for ((i=0;;i++)) do a done; for ((;;)) do a done"
        "select x in a;do b;done" => "for x in [a] do b done"
        "case a in esac;case $a in\n#x\n(b|c)d;;\n'e') ;;f)g;esac" => "case a esac; case ⟨a⟩ (b|c) d;; ('e') ;; (f) g;; esac"
        "case a in b)c;& d)e;;& *)esac" => "case a (b) c;; (d) e;; (*) ;; esac"
        "f(){ a;} 2>b;g ( ) (a);function h { a; };function i()\n{ a; }" => "f() { a } 2>b; g() (a); h() { a }; i() { a }"
        "function f (a)" => "f() (a)"
        "f() if a;then b;fi" => "f() if a then b fi"
        "time a|b;time -p a;time -- a;! time a;time" => "time a | b; time a; time a; ! time a; time "
        "time ! a" => "time ! a"
        "coproc a b;coproc N { a; };coproc { a; };coproc (a)" => "coproc : a b; coproc N: { a }; coproc : { a }; coproc : (a)"
        "i\\\nf a;then b;f\\\ni" => "if a then b fi"
        "$(b;time c)" => "⟨(b; time c)⟩" "$(\ntime (a))" => ! "$( time a)" => ! "<(time a)" => ! "(time)" => ! "time;;" => !
        "{ { a; } >b }" => ! "if (a) >b then c;fi" => ! "{ { a; } }" => "{ { a } }" "coproc a b[" => ! "coproc N{ a; }" => ! "coproc N{ a" => "coproc : N{ a"
        "{ a }" => ! "{ }" => ! "()" => ! "if a;fi" => ! "if a;then fi" => ! "if;then a;fi" => ! "fi" => ! "then a" => ! "}" => ! "in" => !
        "while a;done" => ! "for x in a;{ b; }" => ! "for 1 in a;do b;done" => ! "for x y;do a;done" => ! "for x in a do b;done" => ! "do a" => !
        "for ((a;b));do c;done" => ! "for ((a;b;c;d));do e;done" => ! "for ((;;)) { a; }" => ! "case a b) c;; esac" => ! "case a in b;; esac" => !
        "case a in b) c;;&;& esac" => ! "f() a" => ! "f(a)" => ! "f-@() { a; }" => ! "$f() { a; }" => ! "'f'() { a; }" => ! "f() " => ! "if() { a; }" => ! "f() time a" => !
        "time -f a" => ! "coproc a-b { c; }" => ! "coproc" => ! "(a) b" => ! "{ a; } b" => ! "a (b)" => ! "a@(b)" => ! "a ?(b)" => ! "[[" => !
    );
}

#[test]
fn conditionals() {
    reads!(bash:
        "[[ a ]];[[ -f $a && ! ( b == c* || \"d\" ) ]]" => "[[ a ]]; [[ -f ⟨a⟩, b == c*, 'd' ]]"
        "[[\na\n&&\nb\n]]>c" => "[[ a, b ]] >c"
        "[[ a<b || a > b || a -nt b || $a -eq 1 ]]" => "[[ a < b, a > b, a -nt b, ⟨a⟩ -eq 1 ]]"
        "[[ a =~ ^(b|c)+[[:space:]]\\.d{2}$ ]]" => "[[ a =~ ^(b|c)+[[:space:]]'.'d{2}$ ]]"
        "[[ (a =~ b) ]]" => "[[ a =~ b ]]"
        "[[ a =~ $b\"c d\" && e ]]" => "[[ a =~ ⟨b⟩'c d', e ]]"
        "[[ \"-f\" == -f ]]" => "[[ '-f' == -f ]]"
        "[[ ]]" => ! "[[ a" => ! "[[ a ]" => ! "[[ -f ]]" => ! "[[ a b ]]" => ! "[[ a == ]]" => ! "[[ a && ]]" => ! "[[ a | b ]]" => ! "[[ (a ]]" => !
        "[[ a\n== b ]]" => ! "[[ a == @(b) ]]" => ! "[[ a =~ (b c) ]]" => ! "[[ a =~ b;c ]]" => ! "[[ a == b ]] c" => ! "[[ a ]]b" => ! "[[ a -a b ]]" => !
        "[[ 1<2 ]]" => ! "[[ (a[x y]) ]]" => ! "[[ a) ]]" => ! "[[ a; b ]]" => !
    );
}

#[test]
fn posix_shells() {
    reads!(posix:
        "a b|c&&d;! e&" => "a b | c && d; ! e &"
        "a >b 2>&1 <<E\n${x:-y}$((1+1))`c`$(d)\nE" => "a >b 2>&1 <<⟦x - 'y'⟧⟦((1+1))⟧⟦(c)⟧⟦(d)⟧'\\n'"
        "a=b c {} {a} 'a{b,c}' ${x%%.*} \"$'a'\"" => "a:=b c {} {a} 'a{b,c}' ⟨x trim .*⟩ '$'a''"
        "f() { a; };case a in b|c) d;; esac" => "f() { a }; case a (b|c) d;; esac"
        "((a))" => ! "[[ a ]]" => ! "$'a'" => ! "$\"a\"" => ! "a &>b" => ! "a|&b" => ! "a <(b)" => ! "a <<<b" => ! "function f { a; }" => !
        "{a,b}" => ! "a{1..2}" => ! "a=(b)" => ! "a+=b" => ! "a[1]=b" => ! "${x@Q}" => ! "${x/a}" => ! "${x:1}" => ! "${x^}" => ! "${!x}" => ! "${x[1]}" => !
        "time a" => ! "select x in a;do b;done" => ! "coproc a" => ! "$[1]" => ! "{fd}>a" => ! "case a in b) c;& esac" => ! "a >&b" => ! "for ((;;));do a;done" => !
        "a 2>&1>b" => ! "~+" => ! "! ! a" => ! "10>a" => ! "f-g() { a; }" => ! "\"${x:-\"a\"}\"" => ! "$((a[1]))" => !
    );
}
