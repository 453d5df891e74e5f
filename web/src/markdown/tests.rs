use std::fmt::Write as _;

use sociable_protocol::{DisplayName, User, UserId};

use super::*;

/// The nodes as text, in the notation of HTML because that is quickest to read.
fn shown(nodes: &[Node]) -> String {
    let mut out = String::new();
    write(nodes, &mut out);
    out
}

fn write(nodes: &[Node], out: &mut String) {
    let element = |out: &mut String, name: &str, children: &[Node]| {
        write!(out, "<{name}>").unwrap();
        write(children, out);
        write!(out, "</{name}>").unwrap();
    };
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Break => out.push_str("<br>"),
            Node::Code(code) => write!(out, "<code>{code}</code>").unwrap(),
            Node::Mention { name, me } => {
                write!(out, "<mention{}>{name}</mention>", if *me { " me" } else { "" }).unwrap();
            }
            Node::Link { address, label, disguised } => {
                write!(out, "<a {address}>").unwrap();
                write(label, out);
                out.push_str(if *disguised { "</a>!" } else { "</a>" });
            }
            Node::Span(Style::Emphasis, children) => element(out, "em", children),
            Node::Span(Style::Strong, children) => element(out, "strong", children),
            Node::Span(Style::Strike, children) => element(out, "s", children),
            Node::Paragraph(children) => element(out, "p", children),
            Node::CodeBlock { language, code } => write!(out, "<pre {language}>{code}</pre>").unwrap(),
            Node::Quote(children) => element(out, "quote", children),
            Node::List { first, items } => {
                let name = first.map_or("ul".to_owned(), |first| format!("ol {first}"));
                write!(out, "<{name}>").unwrap();
                items.iter().for_each(|item| element(out, "li", item));
            }
            Node::Rule => out.push_str("<hr>"),
        }
    }
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(&parse(text, &[], None)), expected, "{text:?}");
}

#[test]
fn spans_and_blocks_are_those_of_markdown() {
    check("*a* **b** ~~c~~ `d*e*`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d*e*</code></p>");
    check("> a\n> b\n\nc", "<quote><p>a<br>b</p></quote><p>c</p>");
    check("- a\n- *b*\n  - c", "<ul><li>a</li><li><em>b</em><ul><li>c</li></li>");
    check("2024. What a year", "<ol 2024><li>What a year</li>");
    check("```rust\nlet *a* = 1;\n  b\n```", "<pre rust>let *a* = 1;\n  b</pre>");
    check("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>");
}

#[test]
fn a_line_end_is_a_line_end_and_indentation_stays() {
    check("*a*\nb", "<p><em>a</em><br>b</p>");
    check("*a*\n   b", "<p><em>a</em><br>   b</p>");
    check("a\n  b", "<p>a\n  b</p>");
    check("*a*\n\n\nb", "<p><em>a</em></p><p>b</p>");
}

#[test]
fn a_chat_has_no_headings_pictures_or_tables() {
    check("# a *b*", "<p><strong>a <em>b</em></strong></p>");
    check("a\n---\nb", "<p>a</p><hr><p>b</p>");
    check("![a](https://x.y/z.png)", "<p><a https://x.y/z.png>a</a></p>");
    check("![](https://x.y/z.png)", "<p><a https://x.y/z.png>https://x.y/z.png</a></p>");
    check("|a|b|\n|-|-|\n|c|d|", "<p>|a|b|\n|-|-|\n|c|d|</p>");
    check("a[^1]\n\n[^1]: b", "<p>a[^1]</p><p>[^1]: b</p>");
}

#[test]
fn html_is_text() {
    check("a <b>c</b> *d*", "<p>a <b>c</b> <em>d</em></p>");
    check("<script>alert(1)</script>", "<p><script>alert(1)</script></p>");
    check("<img src=x onerror=alert(1)>", "<p><img src=x onerror=alert(1)></p>");
    check("<div>\n*a*\n</div>", "<p><div>\n*a*\n</div></p>");
    check("<3 & &amp; 5 < 6", "<p><3 & & 5 < 6</p>");
}

#[test]
fn addresses_become_links_wherever_they_stand_but_in_code() {
    check("see https://x.y/a", "<p>see <a https://x.y/a>https://x.y/a</a></p>");
    check("**https://x.y**", "<p><strong><a https://x.y>https://x.y</a></strong></p>");
    check("~~https://x.y~~", "<p><s><a https://x.y>https://x.y</a></s></p>");
    check(
        "*a* https://x.y/_b_/*c*/~~d~~/e",
        "<p><em>a</em> <a https://x.y/_b_/*c*/~~d~~/e>https://x.y/_b_/*c*/~~d~~/e</a></p>",
    );
    check("`https://x.y/_b_`", "<p><code>https://x.y/_b_</code></p>");
    check("<https://x.y/_b_>", "<p><a https://x.y/_b_>https://x.y/_b_</a></p>");
    check("<a@x.yz>", "<p><a mailto:a@x.yz>a@x.yz</a></p>");
    check("[a](https://x.y/_b_ \"title\")", "<p><a https://x.y/_b_>a</a></p>");
    check("[https://x.y](https://x.y/b)", "<p><a https://x.y/b>https://x.y</a></p>");
}

#[test]
fn a_link_that_leads_elsewhere_than_it_says_is_marked() {
    check("[https://x.y](https://evil.example)", "<p><a https://evil.example>https://x.y</a>!</p>");
    check("[**x.yz**](https://evil.example)", "<p><a https://evil.example><strong>x.yz</strong></a>!</p>");
}

#[test]
fn links_to_anything_but_the_web_and_mail_stay_as_written() {
    for text in ["[a](javascript:alert(1))", "<javascript:alert(1)>", "[a](/b)", "[a](data:text/html,b)", "![a](b.png)"]
    {
        check(text, &format!("<p>{text}</p>"));
    }
    check("[a](java&#10;script:alert(1)) *b*", "<p>[a](java&#10;script:alert(1)) <em>b</em></p>");
}

#[test]
fn nothing_is_hidden() {
    for text in ["---", "#", "-", ">", "```", "***", "```hello", "[a]: https://x.y", "&#32;"] {
        assert!(!plain(text).is_empty(), "{text}");
        assert!(plain(text).starts_with(text.split(':').next().unwrap()), "{text} → {}", plain(text));
    }
    check("*a*\n\n[b]: c", "<p><em>a</em></p><p>[b]: c</p>");
    check("*a*\n\n[b]: https://x.y", "<p><em>a</em></p><p>[b]: <a https://x.y>https://x.y</a></p>");
    check("# \n\n*a*", "<p># </p><p><em>a</em></p>");
}

#[test]
fn faces_are_no_marks() {
    check("¯\\_(ツ)_/¯ *so*", "<p>¯\\_(ツ)_/¯ <em>so</em></p>");
    check(">:( *no*", "<p>>:( *no*</p>");
    check("~5 or ~10~ *a*", "<p>~5 or ~10~ <em>a</em></p>");
    check("snake_case_name 2*3*4", "<p>snake_case_name 2<em>3</em>4</p>");
    check("#tag *a*", "<p>#tag <em>a</em></p>");
}

fn user(name: &str, byte: u8) -> User {
    let id = UserId::new(sociable_protocol::Timestamp::from_millis(0), [byte; 10]);
    User::guest(id, DisplayName::new(name).unwrap())
}

#[track_caller]
fn check_mentions(text: &str, expected: &str) {
    let users = [user("Ada", 1), user("Ada Lovelace", 2), user("Ben", 3), user("Straße", 4)];
    assert_eq!(shown(&parse(text, &users, Some(users[2].id))), expected, "{text:?}");
}

#[test]
fn mentions_are_the_longest_name_behind_an_at_sign() {
    check_mentions("hi @Ada, @ada lovelace!", "<p>hi <mention>@Ada</mention>, <mention>@ada lovelace</mention>!</p>");
    check_mentions("@BEN *x*", "<p><mention me>@BEN</mention> <em>x</em></p>");
    check_mentions("**@Ben's**", "<p><strong><mention me>@Ben</mention>'s</strong></p>");
    check_mentions("@@Ada @Ada@Ben", "<p>@<mention>@Ada</mention> <mention>@Ada</mention>@Ben</p>");
}

#[test]
fn nothing_else_is_a_mention() {
    check_mentions("mail me@ada or @Adam, @ Ben, @Zoe", "<p>mail me@ada or @Adam, @ Ben, @Zoe</p>");
    check_mentions("`@Ada`", "<p><code>@Ada</code></p>");
    check_mentions("```\n@Ada\n```", "<pre >@Ada</pre>");
    check_mentions("[@Ada](https://x.y)", "<p><a https://x.y>@Ada</a></p>");
}

#[test]
fn the_plain_text_is_one_line_without_marks() {
    assert_eq!(plain("# Hi *there*\n\n- a\n- `b`\n\n> c\n```\nd\n  e\n```"), "Hi there a b c d e");
    assert_eq!(plain("1. a\n2. b"), "1. a 2. b");
    assert_eq!(plain("2024. What a year"), "2024. What a year");
    assert_eq!(plain("[here](https://x.y) and [a.bc](https://x.y)"), "here and a.bc (https://x.y)");
    assert_eq!(plain("  so\n\tsimple "), "so simple");
}

#[test]
fn code_and_addresses_are_literal() {
    let text = "a `b` https://x.y c\n```\nd\n```\ne";
    let pieces: Vec<&str> = literal(text).into_iter().filter_map(|range| text.get(range)).collect();
    assert_eq!(pieces, ["`b`", "```\nd\n```", "https://x.y"]);
}

/// Texts that have brought parsers down.
fn hostile() -> Vec<String> {
    let patterns = [
        ">",
        "> ",
        "*",
        "* ",
        "_",
        "~",
        "`",
        "[",
        "]",
        "![",
        "](",
        "[](",
        "<",
        "<a ",
        "- ",
        "1. ",
        "**a ",
        "*a_ ",
        "a**b",
        "[a](",
        "\\",
        "&",
        "&#",
        "<!--",
        "<?",
        "```\n",
        "> - ",
        "- > ",
        "[a]: b\n",
        "#\n",
        "a\n-\n",
        "\t",
        "@",
        "@Ada",
        "https://",
        "https://a_",
        "https://x.y(",
        "[^",
        "|",
        "![[]()",
        "`` ",
        "¯\\_",
        "***a* ",
        "<x>\n",
        "]]]",
        "(((",
    ];
    let repeated = patterns.iter().map(|pattern| pattern.repeat(5_000 / pattern.chars().count()));
    let stairs = (0..70).map(|depth| format!("{}a\n", "> ".repeat(depth))).collect::<String>();
    let lists = (0..60).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect::<String>();
    let ticks = (1..90).map(|length| format!("{} ", "`".repeat(length))).collect::<String>();
    let brackets = format!("https://x{}", ")".repeat(4_990));
    repeated.chain([stairs, lists, ticks, brackets]).collect()
}

/// Enough of a text to know it by.
fn begin(text: &str) -> String {
    text.chars().take(8).collect()
}

fn depth(nodes: &[Node]) -> usize {
    let deepest = |lists: &[Vec<Node>]| lists.iter().map(|nodes| depth(nodes)).max().unwrap_or(0);
    let of = |node: &Node| match node {
        Node::Link { label: children, .. } | Node::Span(_, children) | Node::Quote(children) => 1 + depth(children),
        Node::Paragraph(children) => depth(children),
        Node::List { items, .. } => 1 + deepest(items),
        _ => 0,
    };
    nodes.iter().map(of).max().unwrap_or(0)
}

#[test]
fn no_text_nests_deeper_than_the_limit() {
    for text in hostile() {
        assert!(depth(&parse(&text, &[], None)) <= 8, "{}", begin(&text));
    }
    check(&format!("{} a", ">".repeat(9)), &format!("{}<p>> a</p>{}", "<quote>".repeat(8), "</quote>".repeat(8)));
}

#[test]
fn what_comes_out_is_no_longer_than_a_few_times_what_goes_in() {
    for text in hostile() {
        let users = [user("Ada", 1)];
        let events = pulldown_cmark::Parser::new_ext(&text, super::builder::OPTIONS).count();
        assert!(events <= 8 * text.len(), "{events} events of {} bytes: {}", text.len(), begin(&text));
        let shown = shown(&parse(&text, &users, None));
        assert!(shown.len() <= 32 * text.len(), "{} bytes of {}: {}", shown.len(), text.len(), begin(&text));
    }
}
