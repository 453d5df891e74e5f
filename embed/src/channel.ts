// The way to one iframe: whose messages are listened to, and the port over which all else goes.
//
// A window hears everybody's postMessage. Only a `hello` counts that comes from this very frame and from the server's
// origin; the answer is addressed to that origin, so a page of another one that has got into the frame does not get it.

import type { FromFrame, Settings, ToFrame } from './protocol.js';

/** How long a frame may take that has not even loaded, and one that has: its program comes after that. */
const LOAD_LIMIT = 20_000;
const HELLO_LIMIT = 10_000;

/** What the owner of the frame hears of it. */
export interface Listener {
  /** What to connect with, asked at that moment. */
  settings(): Settings;
  /** The first word through the port: the frame shows the chat. */
  shown(): void;
  received(message: FromFrame): void;
  /** It has said nothing for too long, or the page's own policy keeps it out. It may still come. */
  failed(code: string, message: string): void;
}

export class Channel {
  #port: MessagePort | undefined;
  #document: unknown;
  #alive = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  /** What was said before there was somebody to hear it. */
  #waiting: ToFrame[] = [];

  constructor(
    readonly frame: HTMLIFrameElement,
    readonly origin: string,
    readonly listener: Listener,
  ) {
    const { signal } = this.#abort;
    addEventListener('message', (event) => this.#hello(event), { signal });
    document.addEventListener('securitypolicyviolation', (event) => this.#blocked(event), { signal });
    frame.addEventListener('load', () => this.#expect(HELLO_LIMIT), { signal });
    this.#expect(LOAD_LIMIT);
  }

  /** Sends it now, or as soon as the frame listens. `settings` need not wait: `connect` has them all. */
  send(message: ToFrame): void {
    if (this.#port) this.#port.postMessage(message);
    else if (message.type !== 'settings' && this.#waiting.length < 100) this.#waiting.push(message);
  }

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#port?.close();
  }

  #hello(event: MessageEvent): void {
    const { data, source, origin } = event;
    if (source !== this.frame.contentWindow || origin !== this.origin || data?.sociable !== 'hello') return;
    if (data.version !== 1) {
      clearTimeout(this.#timer);
      return this.listener.failed('version', `The server's chat speaks version ${data.version}, and this page 1.`);
    }
    // It is repeated until it is answered. A frame that has reloaded says it under another id.
    if (this.#port && (data.id === undefined ? !this.#alive : data.id === this.#document)) return;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#document = data.id;
    this.#alive = false;
    port1.onmessage = ({ data }) => this.#received(data);
    this.frame.contentWindow!.postMessage(
      { sociable: 'connect', version: 1, settings: this.listener.settings() },
      this.origin,
      [port2],
    );
    for (const message of this.#waiting.splice(0)) port1.postMessage(message);
  }

  #received(message: FromFrame): void {
    clearTimeout(this.#timer);
    if (!this.#alive) {
      this.#alive = true;
      this.listener.shown();
    }
    if (message && typeof message === 'object') this.listener.received(message);
  }

  #expect(limit: number): void {
    clearTimeout(this.#timer);
    if (this.#alive) return;
    this.#timer = setTimeout(
      () => this.listener.failed('unreachable', `Nothing answers at ${this.frame.src}: is it up, and does it allow ${location.origin}?`),
      limit,
    );
  }

  #blocked({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): void {
    if (/^(frame|child)-src/.test(effectiveDirective) && blockedURI.startsWith(this.origin)) {
      clearTimeout(this.#timer);
      this.listener.failed('blocked', `This page's Content-Security-Policy needs frame-src ${this.origin}`);
    }
  }
}
