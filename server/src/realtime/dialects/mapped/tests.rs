use std::path::Path;

use serde_json::json;

use super::super::Naming;
use super::super::fixtures::{Room, arrives, asks, heard, said, tells};
use super::*;

const MAP: &str = r#"
name = "acme"
person = { nick = "{name}" }

[[in]]
event = "acme:enter"
do = ["enter", "join"]
name = "$0.nick"
room = "$0.channel"
taken = "refuse"
ack = { ok = true, you = "{name}", where = "{room}" }
error = { ok = false, why = "{code}: {error}" }

[[in]]
event = "acme:say"
do = "say"
room = "$0.channel"
text = "$0.body.plain"
id = "$1"
extra = "$0"
ack = ["{id}", "sent"]

[[in]]
event = "acme:busy"
do = "typing"
typing = "$0"

[[out]]
on = "message"
event = "acme:said"
echo = false
args = [{ by = "{name}", body = { plain = "{text}" }, at = "{time.ms}", no = "{seq}", mood = "{extra.mood}" }, "{room}"]

[[out]]
on = "came"
event = "acme:note"
args = ["{name} is here, {{{count}}}"]

[[out]]
on = "joined"
event = "acme:hello"
args = ["{name}", "{people}"]
"#;

fn read(text: &str) -> Result<Mapped, String> {
    file::parse(Path::new("acme.toml"), text).map_err(|error| error.to_string())
}

fn acme() -> Mapped {
    read(MAP).unwrap()
}

#[test]
fn what_comes_in_becomes_acts() {
    let enter = asks(&acme(), json!(["acme:enter", { "nick": "Ada", "channel": "Tea" }]));
    assert_eq!(
        enter,
        [
            Act::Enter("Ada".to_owned(), Naming::Strict),
            Act::Join(Place::Named("Tea".to_owned())),
            Act::Answer(vec![json!({ "ok": true, "you": "Ada", "where": "Tea" })]),
        ]
    );
    let object = json!({ "channel": 7, "body": { "plain": "hello" }, "mood": "good" });
    let [Act::Say { place, text, key, extra }, Act::Answer(_)] = &*asks(&acme(), json!(["acme:say", object, "1"]))
    else {
        panic!("something is said");
    };
    assert_eq!((place, text.as_str()), (&Place::Named("7".to_owned()), "hello"));
    assert_eq!((key.as_deref(), extra), (Some("a 1"), &Some(object)));
    assert_eq!(asks(&acme(), json!(["acme:busy", false])), [Act::Type(Place::Current, false)]);
    assert_eq!(asks(&acme(), json!(["something else"])), []);
}

#[test]
fn what_happens_is_written_by_templates() {
    let (acme, room) = (acme(), Room(&["Ada", "Bob"]));
    let told = tells(&acme, &said("Bob", "hello"), &room, Some(&json!({ "mood": "good" })));
    let noon = 1_795_781_107_000_u64;
    let object = json!({ "by": "Bob", "body": { "plain": "hello" }, "at": noon, "no": 1, "mood": "good" });
    assert_eq!(told, [json!(["acme:said", object, "Tea"])]);
    let What::Said(message) = said("Bob", "hello") else { panic!("said") };
    let came = tells(&acme, &What::Came(message.room, message.user), &room, None);
    assert_eq!(came, [json!(["acme:note", "Bob is here, {2}"])]);
    let people = json!([{ "nick": "Ada" }, { "nick": "Bob" }]);
    assert_eq!(arrives(&acme, &room).last(), Some(&json!(["acme:hello", "Ada", people])));
}

#[test]
fn pages_are_known_by_how_they_come_in_where_nothing_else_is_said() {
    let acme = acme();
    assert!(acme.claims(&heard(json!(["acme:enter", { "nick": "Ada", "channel": "Tea" }]))));
    assert!(!acme.claims(&heard(json!(["acme:enter", "Ada"]))), "another's event of this name");
    assert!(!acme.claims(&heard(json!(["acme:say", { "body": { "plain": "x" } }]))));
}

#[test]
fn a_refusal_is_written_by_its_template() {
    let event = heard(json!(["acme:enter", { "nick": "Ada", "channel": "Tea" }]));
    let error = Error::new(sociable_protocol::ErrorCode::NameTaken, "choose another");
    let answer = json!({ "ok": false, "why": "name_taken: choose another" });
    assert_eq!(acme().refused(&event, &error), Some(vec![answer]));
    assert_eq!(acme().refused(&heard(json!(["acme:say"])), &error), Some(Vec::new()));
}

#[test]
fn what_is_html_is_escaped_where_the_page_takes_it_for_that() {
    let html = MAP.replace("event = \"acme:said\"", "event = \"acme:said\"\nhtml = true");
    let told = tells(&read(&html).unwrap(), &said("<b>", "a & b"), &Room(&[]), None);
    assert_eq!(told[0][1]["by"], "&lt;b&gt;");
    assert_eq!(told[0][1]["body"]["plain"], "a &amp; b");
}

#[test]
fn what_is_wrong_with_a_file_is_named_with_its_place() {
    for (from, to, error) in [
        ("name = \"acme\"", "name = \"ac me\"", "line 2: name: "),
        ("text = \"$0.body.plain\"\n", "", "line 15: text: "),
        ("name = \"$0.nick\"", "name = \"nick\"", "line 8"),
        ("name = \"$0.nick\"", "naem = \"$0.nick\"", "naem"),
        ("do = \"say\"", "do = \"shout\"", "line 16"),
        ("{seq}", "{sequence}", "line 30: args: there is no {sequence}"),
        ("[\"{name} is", "[\"{text} is", "line 36: args: there is no {text}"),
        ("is here, {{", "is here, {", "a brace is not closed"),
        ("event = \"acme:note\"", "event = \"connect\"", "line 36: event: "),
    ] {
        let text = MAP.replacen(from, to, 1);
        assert_ne!(text, MAP, "{from}");
        let refused = read(&text).err().unwrap_or_default();
        assert!(refused.contains("acme.toml") && refused.contains(error), "{to}: {refused}");
    }
}
