// `<sociable-chat>`: the chat of a server, in the page (`inline`), over it (`page`), or behind a button (`bubble`).
//
// Here is what a page pays for whose visitors never open it: the launcher, the empty panel, the attributes, and when to
// fetch the rest, which is chat.ts. What is asked of it before it is there waits for it.

import { ATTRIBUTES, mirror, upgrade, type Mirrored } from './attributes.js';
import type { Chat, Identity } from './chat.js';
import { defaults } from './defaults.js';
import { keep, recall } from './memory.js';
import { build, make } from './parts.js';
import type { ChatEvents, Details, Message } from './protocol.js';
import type { GetToken } from './token.js';
import { whenIdle, whenVisible } from './when.js';

/** Where there is no page, on a server, the class is only a name. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class SociableChat extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  #parts = build(this.attachShadow({ mode: 'open' }));
  #identity: Identity = { token: null, getToken: null, guest: false };
  #fetching: Promise<Chat> | undefined;
  #failures = 0;
  #chat: Chat | undefined;
  #unread = 0;
  /** Where the focus was before it was opened. */
  #before: Element | null = null;
  /** What ends what goes on while it is in the page. */
  #ends: (() => void)[] = [];
  /** What ends the waiting for the time to fetch the chat. */
  #arranged: (() => void) | undefined;

  // Methods

  /** Opens a bubble. Setting it, as frameworks do, is setting the attribute; reading the state is `isOpen`. */
  get open(): () => void {
    return () => this.#toggle(true);
  }

  set open(open: boolean) {
    this.toggleAttribute('open', !!open);
  }

  get isOpen(): boolean {
    return !this.#isBubble || this.hasAttribute('open');
  }

  close(): void {
    this.#toggle(false);
  }

  toggle(): void {
    this.#toggle(!this.isOpen);
  }

  /** Says something as whoever is signed in; fetches the chat if it is not there yet. Resolved when the server has it. */
  send(text: string): Promise<Message> {
    const answer = this.#load().then((chat) => chat.send(text));
    // What goes wrong is said by `chat:error`, too: a page that does not wait for it has no noise of it.
    answer.catch(() => {});
    return answer;
  }

  /** Another person is signed in: with a token of the host's, or as a guest of this name. */
  setUser(user: { name?: string | null; token?: string | null }): void {
    if (user.name !== undefined) this.userName = user.name;
    this.token = user.token ?? null;
  }

  setRoom(room: string): void {
    this.room = room;
  }

  setTheme(theme: 'auto' | 'light' | 'dark'): void {
    this.theme = theme;
  }

  /** Forgets who is signed in, also in the frame. No token is asked for until there is another. */
  logout(): void {
    this.#identity.token = null;
    for (const name of ['token', 'user-name']) this.removeAttribute(name);
    this.#identity.guest = true;
    this.#chat?.logout();
  }

  /** Takes it out of the page, and what it has kept. */
  destroy(): void {
    this.remove();
    for (const what of ['state', 'guest']) keep(this.id, null, what);
  }

  /** Puts the focus into the chat. */
  override focus(): void {
    void this.#load().then((chat) => chat.focus(), () => {});
  }

  // Properties that are more than an attribute

  /** How many messages nobody has seen here. */
  get unread(): number {
    return this.#unread;
  }

  /** Not mirrored to the attribute, so that it does not stand in the page. */
  get token(): string | null {
    return this.#identity.token ?? this.getAttribute('token');
  }

  set token(token: string | null) {
    this.#identify({ token: token ?? null });
  }

  /** Gives a token of the person who is signed in: asked at the start, before it expires, and where it is refused. */
  get getToken(): GetToken | null {
    return this.#identity.getToken;
  }

  set getToken(getToken: GetToken | null) {
    this.#identify({ getToken: getToken ?? null });
  }

  // In the page, and out of it

  connectedCallback(): void {
    upgrade(this as never);
    const { launcher } = this.#parts;
    const abort = new AbortController();
    const { signal } = abort;
    this.#ends = [() => abort.abort()];
    launcher.addEventListener('click', () => this.toggle(), { signal });
    // Who comes near the button will press it.
    for (const type of ['pointerenter', 'focus']) launcher.addEventListener(type, () => this.#fetch(), { signal });
    this.shadowRoot!.addEventListener('keydown', (event) => (event as KeyboardEvent).key === 'Escape' && this.close(), { signal });
    if (this.#isBubble && recall(this.id) === 'open' && innerWidth >= 480) this.toggleAttribute('open', true);
    this.#describe();
    this.#arrange();
    this.#chat?.start();
  }

  /** `moveBefore` leaves the frame as it is, and so do we. */
  connectedMoveCallback(): void {}

  disconnectedCallback(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#arranged?.();
    this.#chat?.stop();
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    // What it begins with is read when it is put into the page.
    if (before === now || !this.#ends.length) return;
    if (name === 'open') this.#opened(now !== null);
    if (name.startsWith('token')) this.#identify({});
    this.#describe();
    this.#arrange();
    this.#chat?.changed(name);
  }

  get #isBubble(): boolean {
    return this.mode === 'bubble';
  }

  /** Sees to it that the rest is fetched in time. */
  #arrange(): void {
    this.#arranged?.();
    if (this.#chat) return;
    const fetch = () => this.#fetch();
    let { load } = this;
    if (!/^(open|idle|visible)$/.test(load ?? '')) {
      // Without a person nothing can be unread, and most visitors never open it.
      const isKnown = this.token || this.getToken || this.tokenUrl || recall(this.id);
      load = !this.#isBubble ? 'visible' : isKnown ? 'idle' : 'open';
    }
    if (this.#isBubble && this.isOpen) fetch();
    else if (load === 'idle') this.#arranged = whenIdle(fetch);
    else if (load === 'visible') {
      this.#arranged = whenVisible(this.#parts.panel, (visible) => visible && fetch());
    }
  }

  #fetch(): void {
    this.#load().catch(() => {});
  }

  #load(): Promise<Chat> {
    return (this.#fetching ??= defaults.chat(this.#failures).then(
      ({ Chat }) => {
        this.#chat = new Chat(this, this.#parts, this.#identity, defaults.server, (count) => {
          this.#unread = count;
        });
        if (this.#ends.length) this.#chat.start();
        return this.#chat;
      },
      (error) => {
        const { stage } = this.#parts;
        this.#fetching = undefined;
        this.#failures++;
        const retry = make('button', 'part=retry type=button');
        const trouble = make('div', 'part=trouble role=alert');
        retry.append('Try again');
        retry.onclick = () => {
          trouble.remove();
          this.#fetch();
        };
        trouble.append('The chat could not be loaded.', retry);
        stage.replaceChildren(trouble);
        this.#emit('error', { code: 'unreachable', message: `The chat could not be loaded: ${error}` });
        throw error;
      },
    ));
  }

  /** Until there is somebody who knows what is unread, and more languages. */
  #describe(): void {
    const { section, launcher, panel } = this.#parts;
    if (!this.#chat) section.ariaLabel = launcher.ariaLabel = panel.ariaLabel = this.label || 'Chat';
    launcher.ariaExpanded = `${this.isOpen}`;
    panel.role = this.#isBubble ? 'dialog' : null;
  }

  #emit<K extends keyof Details>(type: K, detail: Details[K]): void {
    this.dispatchEvent(new CustomEvent(`chat:${type}`, { detail, bubbles: true, composed: true }));
  }

  #identify(change: Partial<Identity>): void {
    Object.assign(this.#identity, change, { guest: false });
    if (!this.#ends.length) return;
    this.#arrange();
    this.#chat?.identify();
  }

  // Open and closed

  #toggle(open: boolean): void {
    if (open && !this.#isBubble) this.#fetch();
    if (open === this.isOpen) return;
    const { activeElement } = document;
    this.toggleAttribute('open', open);
    if (open) {
      this.#before = activeElement;
      this.focus();
    } else if (activeElement === this) {
      const back = this.launcher === 'none' ? this.#before : this.#parts.launcher;
      (back as HTMLElement | null)?.focus?.();
    }
  }

  #opened(open: boolean): void {
    if (!this.#isBubble) return;
    keep(this.id, open ? 'open' : 'used');
    this.#emit(open ? 'open' : 'close', {});
  }
}

mirror(SociableChat.prototype);

export interface SociableChat extends Mirrored {
  addEventListener<K extends keyof ChatEvents>(
    type: K,
    listener: (this: SociableChat, event: ChatEvents[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'sociable-chat': SociableChat;
  }
  interface WindowEventMap extends ChatEvents {}
  interface DocumentEventMap extends ChatEvents {}
}
