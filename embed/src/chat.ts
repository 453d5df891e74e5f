// What is behind the launcher: the frame, and telling it of the page and the page of it. Fetched when it is needed.
//
// Whatever may have changed, `#sync` works out what the frame is to know and sends what is different: nothing is ever
// loaded anew but for another `server`.

import { Channel } from './channel.js';
import { Cover } from './cover.js';
import type { SociableChat } from './element.js';
import { follow, look } from './follow.js';
import { dress, type Dress, type Parts } from './dress.js';
import { keep, recall } from './memory.js';
import type { Details, FromFrame, Message, Settings, TokenReason } from './protocol.js';
import { strings } from './strings.js';
import { Tokens, type GetToken } from './token.js';
import { whenVisible } from './when.js';

/** Who the page says is signed in. */
export interface Identity {
  token: string | null;
  getToken: GetToken | null;
  /** They have signed out: no token is asked for. */
  guest: boolean;
}

/** Sends that wait for an answer; more would be a program that does not listen to answers. */
const PENDING = 100;

/** What of the frame's words are events of the element, as they are. */
const EVENTS = /^(ready|user|unread|message|sent|presence|typing|connection|room|error)$/;

interface Pending {
  resolve(message: Message): void;
  reject(error: Error): void;
}

export class Chat {
  #dress: Dress;
  #cover: Cover;
  #channel: Channel | undefined;
  #frame: HTMLIFrameElement | undefined;
  /** The settings that the frame has. */
  #sent: Settings | undefined;
  #queued = false;
  #tokens = new Tokens();
  /** Counts who has been signed in: a token that was asked for somebody before is nobody's any more. */
  #turn = 0;
  #pending = new Map<string, Pending>();
  #unread = 0;
  #visible = false;
  #wantsFocus = false;
  #ends: (() => void)[] = [];

  constructor(
    readonly element: SociableChat,
    readonly parts: Parts,
    readonly identity: Identity,
    /** Of an element that does not name its own. */
    readonly server: string,
    readonly tellUnread: (count: number) => void,
  ) {
    this.#dress = dress(parts);
    this.#dress.retry.onclick = () => this.#reload();
    this.#dress.close.onclick = () => element.close();
    this.#cover = new Cover(element, parts.panel, this.#dress.host);
  }

  /** The element is in the page, for the first time or again. */
  start(): void {
    this.#ends = [
      follow(this.element, this.#dress.probe, () => this.#sync()),
      whenVisible(this.parts.panel, (visible) => {
        this.#visible = visible;
        this.#tellVisible();
      }),
      this.#cover.start(),
    ];
    this.#listen();
    this.#sync();
  }

  /** The element is out of the page. Put into it again, its frame loads anew. */
  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#hangUp();
  }

  /** An attribute has changed. */
  changed(name: string): void {
    if (name === 'server') this.#reload();
    if (name === 'open') {
      this.#cover.update();
      this.#tellVisible();
    }
    this.#sync();
  }

  send(text: string): Promise<Message> {
    const id = uuid();
    return new Promise((resolve, reject) => {
      if (this.#pending.size >= PENDING) return reject(new Error(`${PENDING} messages wait already`));
      this.#pending.set(id, { resolve, reject });
      this.#channel?.send({ type: 'send', id, text });
    });
  }

  /** Who is signed in has changed. */
  identify(): void {
    this.#turn++;
    this.#tokens.forget();
    if (this.#sent) void this.#giveToken('start');
    this.#sync();
  }

  logout(): void {
    this.#turn++;
    this.#tokens.forget();
    this.#setUnread(0);
    keep(this.element.id, null, 'guest');
    this.#channel?.send({ type: 'logout' });
    this.#sync();
  }

  /** Puts the focus into the frame, as soon as it is shown; until then onto what closes the panel. */
  focus(): void {
    this.#wantsFocus = this.parts.stage.dataset['state'] !== 'shown';
    if (this.#wantsFocus) return this.#dress.close.focus();
    this.#frame?.focus();
    this.#channel?.send({ type: 'focus' });
  }

  // The frame

  #listen(): void {
    const { stage } = this.parts;
    const address = this.element.server || this.server;
    if (!address || !URL.canParse(address, location.href)) {
      return this.#failed('no_server', 'Say where the chat is: <sociable-chat server="https://chat.example">');
    }
    const server = new URL(new URL(address, location.href).href.replace(/\/*$/, '/'));
    if (!this.#frame) {
      this.#frame = document.createElement('iframe');
      this.#frame.setAttribute('part', 'frame');
      this.#frame.allow = 'clipboard-write';
      this.#frame.src = `${server.href}embed/r/${encodeURIComponent(this.element.room || 'lobby')}`;
    }
    stage.dataset['state'] = 'loading';
    this.#channel = new Channel(this.#frame, server.origin, {
      settings: () => (this.#sent = this.#settings()),
      shown: () => this.#shown(),
      received: (message) => this.#received(message),
      failed: (code, message) => this.#failed(code, message),
    });
    if (!this.#frame.isConnected) stage.prepend(this.#frame);
  }

  #shown(): void {
    this.parts.stage.dataset['state'] = 'shown';
    this.#tellVisible();
    if (this.element.isOpen && (this.#wantsFocus || this.element.autofocus)) this.focus();
  }

  #failed(code: string, message: string): void {
    this.parts.stage.dataset['state'] = 'failed';
    this.#emit('error', { code, message });
  }

  #hangUp(): void {
    this.#channel?.close();
    this.#channel = this.#sent = undefined;
    for (const { reject } of this.#pending.values()) reject(new Error('The chat is not in the page any more'));
    this.#pending.clear();
  }

  #reload(): void {
    this.#hangUp();
    this.#frame?.remove();
    this.#frame = undefined;
    this.#listen();
    this.#sync();
  }

  #received(message: FromFrame): void {
    const { type, ...detail } = message;
    if (type === 'token-wanted') return void this.#giveToken(message.reason);
    if (type === 'close') return this.element.close();
    if (type === 'keep') return keep(this.element.id, message.session, 'guest');
    if (type === 'before-send') {
      const draft = { id: message.id, text: message.text };
      const allow = this.#emit(type, draft, true);
      return this.#channel?.send({ type: 'decide', ...draft, allow });
    }
    if (type === 'unread') this.#setUnread(message.count);
    if (type === 'sent') this.#answer(message.id)?.resolve(message.message);
    if (type === 'error' && message.id) this.#answer(message.id)?.reject(new Error(message.message));
    if (EVENTS.test(type)) this.#emit(type, detail as never);
  }

  #answer(id: string): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #tellVisible(): void {
    const visible = this.#visible && this.element.isOpen;
    this.#channel?.send({ type: 'visible', visible });
  }

  #emit<K extends keyof Details>(type: K, detail: Details[K], cancelable = false): boolean {
    return this.element.dispatchEvent(
      new CustomEvent(`chat:${type}`, { detail, bubbles: true, composed: true, cancelable }),
    );
  }

  #setUnread(count: number): void {
    this.#unread = Number(count) || 0;
    this.tellUnread(this.#unread);
    this.#sync();
  }

  // Who is signed in

  get #hasToken(): boolean {
    const { token, getToken, tokenUrl } = this.element;
    return !this.identity.guest && !!(token || getToken || tokenUrl);
  }

  async #giveToken(reason: TokenReason): Promise<void> {
    const [channel, turn] = [this.#channel, this.#turn];
    const { token, getToken, tokenUrl } = this.element;
    let given: string | null = null;
    try {
      if (this.#hasToken) given = await this.#tokens.get(getToken, tokenUrl, token);
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      if (turn === this.#turn) this.#emit('error', { code: 'token_failed', message: `${reason}: ${why}` });
    }
    if (turn === this.#turn) channel?.send({ type: 'token', token: given });
    else if (this.identity.guest) channel?.send({ type: 'token', token: null });
  }

  // What the frame is told of the page

  #settings(): Settings {
    const { element } = this;
    this.#dress.host.setProperty('--chat-accent', element.accent || '');
    const seen = look(element, this.#dress.probe);
    const theme = element.theme ?? 'auto';
    this.#dress.inner.colorScheme = theme === 'auto' ? seen.scheme : theme;
    return {
      ...seen,
      theme,
      room: element.room || 'lobby',
      density: element.density ?? '',
      userName: element.userName ?? '',
      autofocus: element.autofocus,
      hasToken: this.#hasToken,
      header: element.header !== 'none',
      closable: element.mode === 'bubble',
      mode: element.mode ?? 'inline',
      kept: recall(element.id, 'guest'),
    };
  }

  /** After whatever may have changed, once for all that has by then. */
  #sync(): void {
    if (this.#queued) return;
    this.#queued = true;
    queueMicrotask(() => {
      this.#queued = false;
      if (!this.element.isConnected) return;
      const [before, now] = [this.#sent, this.#settings()];
      this.#describe(now.lang);
      if (!before) return;
      this.#sent = now;
      const news = difference(before, now);
      if (Object.keys(news).length) this.#channel?.send({ type: 'settings', ...news });
    });
  }

  /** Our own words, in the language of the page. */
  #describe(lang: string): void {
    const { section, launcher, badge, panel } = this.parts;
    const { retry, close, sentence, said } = this.#dress;
    const words = strings(lang);
    const label = this.element.label || words.chat;
    const unread = this.#unread ? words.unread.replace('#', `${this.#unread}`) : '';
    badge.textContent = this.#unread > 99 ? '99+' : `${this.#unread || ''}`;
    launcher.ariaLabel = unread ? `${label}, ${unread}` : label;
    section.ariaLabel = panel.ariaLabel = label;
    if (this.#frame) this.#frame.title = label;
    said.textContent = this.element.isOpen ? '' : unread;
    close.ariaLabel = words.close;
    retry.textContent = words.retry;
    sentence.textContent = words.failed;
  }
}

/** What of `now` is not as it was. Of the properties an empty one says that it is not set any more. */
function difference(before: Settings, now: Settings): Partial<Settings> {
  const changed = Object.entries(now).filter(([key, value]) => value !== before[key as keyof Settings]);
  const { properties: _, kept: __, ...news } = Object.fromEntries(changed) as Partial<Settings>;
  const all = { ...before.properties, ...now.properties };
  const names = Object.keys(all).filter((name) => before.properties[name] !== now.properties[name]);
  if (!names.length) return news;
  return { ...news, properties: Object.fromEntries(names.map((name) => [name, now.properties[name] ?? ''])) };
}

/** `crypto.randomUUID` is there only on pages that came over HTTPS. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
