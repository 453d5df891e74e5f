//! A chat in one page of Yew, with the stock Socket.IO server in `server.mjs`.
//!
//! In this folder, run `node server.mjs` and `trunk serve`, and open <http://127.0.0.1:8080/?name=Ada> in one window and
//! `?name=Bob` in another. Stop the server, write something, and start it again: what was written is sent then.

use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::to_raw_value;
use sociable_client::socketio::{Args, Event};
use sociable_client::transport::{Client, Options, connect};
use web_sys::HtmlInputElement;
use yew::platform::spawn_local;
use yew::prelude::*;

/// What another person said.
#[derive(Deserialize)]
struct Said {
    from: String,
    text: String,
}

#[derive(Clone, PartialEq)]
struct Line {
    from: String,
    text: String,
    /// Whether the server has it.
    taken: bool,
}

/// What is on the page.
#[derive(Clone, Default, PartialEq)]
struct Page {
    status: String,
    lines: Vec<Line>,
    typing: Option<String>,
}

enum Change {
    Status(String),
    Said(Line),
    Typing(String),
    /// The server has taken one's own line with this number.
    Taken(usize),
}

impl Reducible for Page {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut page = Rc::unwrap_or_clone(self);
        match change {
            Change::Status(status) => page.status = status,
            Change::Typing(name) => page.typing = Some(name),
            Change::Said(line) => {
                page.typing = None;
                page.lines.push(line);
            }
            Change::Taken(number) => {
                if let Some(line) = page.lines.get_mut(number) {
                    line.taken = true;
                }
            }
        }
        page.into()
    }
}

#[derive(PartialEq, Properties)]
struct ChatProps {
    server: String,
    name: String,
}

#[component]
fn Chat(ChatProps { server, name }: &ChatProps) -> Html {
    let page = use_reducer(Page::default);
    let client = use_client(server, name, page.dispatcher());
    let input = use_node_ref();

    let say = {
        let (client, page, name, input) = (client.clone(), page.clone(), name.clone(), input.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.cast::<HtmlInputElement>() else { return };
            let text = input.value();
            input.set_value("");
            let number = page.lines.len();
            page.dispatch(Change::Said(Line { from: name.clone(), text: text.clone(), taken: false }));
            let (client, page) = (client.clone(), page.dispatcher());
            spawn_local(async move {
                // Waits for a connection, too; what is not answered by then may or may not have arrived.
                let Ok(args) = Args::one(&text) else { return };
                match client.call("say", args, Duration::from_secs(60)).await {
                    Ok(_) => page.dispatch(Change::Taken(number)),
                    Err(error) => page.dispatch(Change::Status(error.to_string())),
                }
            });
        })
    };
    let typing = Callback::from(move |_: InputEvent| {
        // Nobody wants to know later that somebody was typing now.
        let _ = client.emit_volatile("typing", &());
    });

    html! {
        <main>
            <p role="status">{ &page.status }</p>
            <ul>
                { for page.lines.iter().map(|line| html! {
                    <li class={classes!((!line.taken).then_some("pending"))}><b>{ &line.from }</b>{ ": " }{ &line.text }</li>
                }) }
            </ul>
            <p>{ page.typing.as_ref().map(|name| format!("{name} is typing…")) }</p>
            <form onsubmit={say}>
                <input ref={input} aria-label="Message" oninput={typing} />
                <button>{ "Say" }</button>
            </form>
        </main>
    }
}

/// The connection, for as long as the component is on the page.
#[hook]
fn use_client(server: &str, name: &str, page: UseReducerDispatcher<Page>) -> Client {
    let client = use_memo((server.to_owned(), name.to_owned()), move |(server, name)| {
        let mut options = Options::new(server.clone());
        let auth = json!({ "name": name });
        options.auth = Box::new(move || to_raw_value(&auth).ok());
        let (client, mut events, driver) = connect(options);
        spawn_local(driver);
        let own = client.clone();
        spawn_local(async move {
            while let Some(event) = events.next().await {
                if let Some(change) = change(event, &own) {
                    page.dispatch(change);
                }
            }
        });
        client
    });
    use_effect_with(client.clone(), |client| {
        let client = client.clone();
        move || client.disconnect()
    });
    (*client).clone()
}

fn change(event: Event, client: &Client) -> Option<Change> {
    match event {
        Event::Connected { .. } => Some(Change::Status(format!("connected by {}", client.transport()?))),
        Event::ConnectError { message, .. } => Some(Change::Status(format!("refused: {message}"))),
        Event::Disconnected { reason } => Some(Change::Status(format!("disconnected: {reason}"))),
        Event::Reconnecting { attempt, .. } => Some(Change::Status(format!("connecting again, attempt {attempt}"))),
        Event::GaveUp { reason } => Some(Change::Status(format!("given up: {reason}"))),
        Event::Message(message) => match message.name.as_str() {
            // What is not as expected is of another version of the server, and passed over.
            "said" => message.arg().ok().map(|Said { from, text }| Change::Said(Line { from, text, taken: true })),
            "typing" => message.arg().ok().map(Change::Typing),
            _ => None,
        },
    }
}

fn main() {
    let search = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let search = web_sys::UrlSearchParams::new_with_str(&search).ok();
    let parameter = |name| search.as_ref().and_then(|search| search.get(name));
    let server = parameter("server").unwrap_or_else(|| "http://127.0.0.1:3000".to_owned());
    let name = parameter("name").unwrap_or_default();
    yew::Renderer::<Chat>::with_props(ChatProps { server, name }).render();
}
