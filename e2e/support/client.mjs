// The stock Socket.IO client, as npm has it, and nothing of ours around it but waiting.

import assert from 'node:assert/strict';

import { io } from 'socket.io-client';

import { Heard, PATIENCE } from './heard.mjs';

export { PATIENCE };

/** Asks again and again until the answer is as wanted, and gives it. */
export async function until(ask, wanted) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export class StockClient {
  #heard = new Heard();

  /** Connects and returns when the server has said who one is. The connection ends with the test `t`. */
  static async connect(t, server, auth, options = {}) {
    const client = new StockClient();
    client.socket = io(server.url, { auth, forceNew: true, ...options });
    client.socket.onAny((event, payload) => client.#heard.add(event, payload));
    t.after(() => client.socket.close());
    client.session = await client.next('session');
    return client;
  }

  /** The next event of this name that `accept` takes, also if it came while something else was waited for. */
  next(event, accept) {
    return this.#heard.next(event, accept);
  }

  /** Everything of this name that came and was not taken yet. */
  received(event) {
    return this.#heard.all(event);
  }

  request(event, payload) {
    return this.socket.timeout(PATIENCE).emitWithAck(event, payload);
  }

  /** The payload of an ack that says yes. */
  async ask(event, payload) {
    const { ok, ...answer } = await this.request(event, payload);
    assert.equal(ok, true, `${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Comes into rooms. */
  async enter(...rooms) {
    for (const room of rooms) await this.ask('room:join', { room });
    return this;
  }

  join(after) {
    return this.request('room:join', { room: 'lobby', after });
  }

  say(text, room = 'lobby') {
    return this.request('message:send', { room, text });
  }

  /** Says so many lines, `line 1.` first; as they are all under way at once, this is quick. */
  async fill(count, room = 'lobby') {
    const lines = Array.from({ length: count }, (_, n) => this.ask('message:send', { room, text: `line ${n + 1}.` }));
    return (await Promise.all(lines)).map(({ message }) => message);
  }

  typing(typing) {
    return this.request('typing:set', { room: 'lobby', typing });
  }
}
