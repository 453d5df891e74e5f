// The stock Socket.IO client, as npm has it, and nothing of ours around it but waiting.

import { io } from 'socket.io-client';

/** How long anything may take: long, because machines are busy; what is waited for comes much sooner. */
export const PATIENCE = 20_000;

export class StockClient {
  #received = [];
  #waiting = new Set();

  /** Connects and returns when the server has said who one is. The connection ends with the test `t`. */
  static async connect(t, server, auth, options = {}) {
    const client = new StockClient();
    client.socket = io(server.url, { auth, forceNew: true, ...options });
    client.socket.onAny((event, payload) => {
      client.#received.push({ event, payload });
      for (const look of client.#waiting) look();
    });
    t.after(() => client.socket.close());
    client.session = await client.next('session');
    return client;
  }

  /** The next event of this name that `accept` takes, also if it came while something else was waited for. */
  next(event, accept = () => true) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`no ${event} came; there were: ${JSON.stringify(this.#received)}`));
      }, PATIENCE);
      const look = () => {
        const at = this.#received.findIndex((got) => got.event === event && accept(got.payload));
        if (at < 0) return;
        const [{ payload }] = this.#received.splice(at, 1);
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(payload);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Everything of this name that came and was not taken yet. */
  received(event) {
    return this.#received.filter((got) => got.event === event).map(({ payload }) => payload);
  }

  request(event, payload) {
    return this.socket.timeout(PATIENCE).emitWithAck(event, payload);
  }

  join(after) {
    return this.request('room:join', { room: 'lobby', after });
  }

  say(text) {
    return this.request('message:send', { room: 'lobby', text });
  }

  typing(typing) {
    return this.request('typing:set', { room: 'lobby', typing });
  }
}
