// A reader as the documentation has it: a stock client that keeps the last `seq` of each room and names it in the
// handshake. It has no other code for what happens to connections.

import { io } from 'socket.io-client';

import { PATIENCE } from './client.mjs';

export class Reader {
  /** All `message:new`, as they came. */
  messages = [];
  /** How often it was connected. */
  connections = 0;
  /** Why it was not, each time. */
  disconnections = [];
  /** What `server:restart` said, each time. */
  restarts = [];
  #seen = { lobby: 0 };
  #waiting = new Set();

  /** Connects, and returns when it is in the lobby. The connection ends with the test `t`. */
  static async connect(t, server, name, options = {}) {
    const reader = new Reader();
    let who = { name };
    reader.socket = io(server.url, { auth: (send) => send({ ...who, cursors: reader.#seen }), forceNew: true, ...options });
    reader.socket.on('session', ({ token }) => {
      who = { token };
      reader.connections += 1;
      reader.#look();
    });
    reader.socket.on('disconnect', (reason) => {
      reader.disconnections.push(reason);
      reader.#look();
    });
    reader.socket.on('server:restart', ({ retryAfterMs }) => {
      reader.restarts.push(retryAfterMs);
      reader.#look();
    });
    reader.socket.on('message:new', (message) => {
      reader.#seen[message.room] = message.seq;
      reader.messages.push(message);
      reader.#look();
    });
    t.after(() => reader.socket.close());
    const here = new Promise((resolve) => reader.socket.once('room:state', resolve));
    await reader.until(() => reader.connections > 0, 'connected');
    await here;
    return reader;
  }

  /** Waits until `condition` holds, which is looked at whenever something comes. */
  until(condition, what) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const { messages, connections, disconnections, restarts } = this;
        const state = JSON.stringify({ messages: messages.length, last: messages.at(-1)?.seq, connections, disconnections, restarts });
        reject(new Error(`not ${what}: ${state}`));
      }, PATIENCE);
      const look = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Waits until the message of this position has come. */
  hasRead(seq) {
    return this.until(() => this.messages.at(-1)?.seq >= seq, `at ${seq}`);
  }

  #look() {
    for (const look of this.#waiting) look();
  }
}
