// Messages on their way to one room: each is there once in the end, and in the order of `send`.
//
// The library's `retries` does the same for a whole socket: one event in flight, everything else waits behind it, also what
// has nothing to do with it; it gives up after so many lost connections; and a server that answers "later" counts for it as
// answered. So messages are sent one at a time for each room, until they are answered with yes or a final no.

import type { Connection } from './connection.js';
import type { Message, MessageId, MessageText, RoomSlug } from './contract.js';
import { ChatError } from './errors.js';
import { newMessageId } from './id.js';

/** What to say besides the text. */
export interface SendOptions {
  /** The message that is answered. */
  replyTo?: MessageId;
  /** The id, if it has to be known before, or the same message is sent again. One is made if not given. */
  id?: MessageId;
  /** Gives up on sending it. It may have been sent already. */
  signal?: AbortSignal;
}

interface Waiting {
  message: { room: RoomSlug; id: MessageId; text: MessageText; replyTo?: MessageId };
  signal: AbortSignal | undefined;
  resolve: (message: Message) => void;
  reject: (error: unknown) => void;
}

/** Most messages that wait for one room. */
const MOST = 1_000;
/** How often the server may say "later" of one message before that counts as no. */
const REFUSALS = 10;
/** The first wait where the server says "later" and not how much, in milliseconds; it doubles. */
const FIRST_WAIT = 500;

export class Outbox {
  readonly #connection: Connection;
  readonly #room: RoomSlug;
  readonly #waiting: Waiting[] = [];

  constructor(connection: Connection, room: RoomSlug) {
    this.#connection = connection;
    this.#room = room;
  }

  send(text: MessageText, { id = newMessageId(), replyTo, signal }: SendOptions = {}): Promise<Message> {
    if (this.#waiting.length >= MOST) {
      return Promise.reject(new ChatError('outbox_full', `${MOST} messages wait to be sent to ${this.#room}`));
    }
    return new Promise((resolve, reject) => {
      const waiting = { message: { room: this.#room, id, text, ...(replyTo && { replyTo }) }, signal, resolve, reject };
      this.#waiting.push(waiting);
      signal?.addEventListener('abort', () => {
        // The first is on its way, and is stopped there.
        const at = this.#waiting.indexOf(waiting);
        if (at > 0) reject(noLongerWanted(this.#waiting.splice(at, 1)[0]?.signal));
      });
      if (this.#waiting.length === 1) void this.#work();
    });
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        next.resolve(await this.#deliver(next));
      } catch (error) {
        next.reject(error);
      }
      this.#waiting.shift();
    }
  }

  /** Sends one message until it is answered with yes or a final no. */
  async #deliver({ message, signal }: Waiting): Promise<Message> {
    for (let refusals = 0; ; ) {
      if (signal?.aborted) throw noLongerWanted(signal);
      try {
        await orAborted(this.#connection.online(), signal);
        // Under the same id it is the same message: a lost answer costs nothing.
        return (await orAborted(this.#connection.request('message:send', message), signal)).message;
      } catch (error) {
        if (!(error instanceof ChatError) || !error.retryable) throw error;
        if (error.code === 'timeout' || error.code === 'disconnected') continue;
        refusals += 1;
        if (refusals === REFUSALS) throw error;
        const wait = error.retryAfterMs ?? FIRST_WAIT * 2 ** (refusals - 1);
        await orAborted(this.#connection.untilClosed(sleep(wait)), signal);
      }
    }
  }
}

function noLongerWanted(signal: AbortSignal | undefined): ChatError {
  return new ChatError('aborted', 'no longer wanted', { cause: signal?.reason });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const aborted = () => reject(noLongerWanted(signal));
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}
