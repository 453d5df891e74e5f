// The part of a frontend: a stock Socket.IO client of the major version it was written for, and everything it hears, to the
// last argument and in order.

import assert from 'node:assert/strict';

import io4 from 'socket.io-client';
import io1 from 'socket.io-client-v1';
import io2 from 'socket.io-client-v2';
import io3 from 'socket.io-client-v3';

import { PATIENCE, StockClient, until } from '../support/client.mjs';

const MAJORS = { 1: io1, 2: io2, 3: io3, 4: io4 };

export class Frontend {
  #heard = [];
  #look = () => {};

  /**
   * Opens a page of a frontend of this major version, which hears what it `listens` for: anything else is nothing to any
   * client, and a server that does not know yet whose page it is may send it the events of several. Like most frontends, it
   * does not wait for the connection before it emits. `search` stands behind the address, and `settings` are options of the
   * client. It ends with the test `t`.
   */
  static open(t, server, major, listens, { search = '', ...settings } = {}) {
    const frontend = new Frontend();
    const socket = MAJORS[major](`${server.url}/${search}`, { forceNew: true, reconnectionDelay: 20, ...settings });
    frontend.socket = socket;
    // Clients before 3 have no onAny, and `on` would not tell of events that no frontend knows.
    const { onevent } = socket;
    socket.onevent = (packet) => {
      if (listens.includes(packet.data[0])) frontend.#heard.push(packet.data);
      frontend.#look();
      onevent.call(socket, packet);
    };
    t.after(() => socket.close());
    return frontend;
  }

  emit(event, ...args) {
    this.socket.emit(event, ...args);
    return this;
  }

  /** What the server's ack calls back with. */
  ask(event, ...args) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${event} is not answered`)), PATIENCE);
      this.socket.emit(event, ...args, (...answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  /** Waits for the next events: exactly these, in this order, each with exactly these arguments (see `like`). */
  async hears(...expected) {
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#look = () => {
        const enough = this.#heard.length >= expected.length;
        // What differs already will not become right by waiting.
        if (!enough && this.#heard.every((event, at) => isLike(event, expected[at]))) return;
        clearTimeout(timer);
        this.#look = () => {};
        enough ? resolve() : setTimeout(resolve, 100);
      };
      this.#look();
    });
    like(this.#heard.splice(0, expected.length), expected);
  }

  /** Waits for this event, whatever else came before it. */
  async skipTo(...expected) {
    await until(() => this.#heard.findIndex((event) => isLike(event, expected)), (at) => {
      if (at >= 0) this.#heard.splice(0, at + 1);
      return at >= 0;
    });
  }

  /** What came and was not waited for yet. */
  get unheard() {
    return this.#heard;
  }

  /** Waits until the client is connected, or is again. */
  connected() {
    if (this.socket.connected) return Promise.resolve();
    return new Promise((resolve) => this.socket.once('connect', resolve));
  }

  /** Cuts the connection, and returns when the client has come back by itself. */
  async cut() {
    const back = new Promise((resolve) => this.socket.once('connect', resolve));
    this.socket.io.engine.close();
    await back;
  }
}

/** Somebody of the native protocol in this room. */
export async function native(t, server, name, room = 'lobby') {
  const client = await StockClient.connect(t, server, { name });
  // A room that a page is only about to make is there a moment later.
  await until(() => client.request('room:join', { room }), ({ ok }) => ok);
  return client;
}

/** Waits until a page hears, by this event, what somebody native says in its room: it may be told nothing of its own coming. */
export async function hearing(page, event, somebody, room = 'lobby') {
  const isHeard = async () => {
    await somebody.say('Can you hear me?', room);
    return page.unheard.some(([heard]) => heard === event);
  };
  await until(isHeard, Boolean);
  page.unheard.splice(0);
}

/** Waits until somebody native reads this next. */
export async function reads(client, name, text, room = 'lobby') {
  const message = await client.next('message:new');
  assert.deepEqual({ room: message.room, name: message.user.name, text: message.text }, { room, name, text });
  return message;
}

/** Waits until somebody native sees that this person has this status. */
export async function sees(client, name, status, room = 'lobby') {
  await client.next('presence:changed', (change) => change.room === room && change.user.name === name && change.status === status);
}

/** Strictly equal, but that a pattern stands for any string it matches, and a function for anything it returns true for. */
export function like(actual, expected) {
  assert.deepEqual(actual, filled(actual, expected));
}

function isLike(actual, expected) {
  try {
    like(actual, expected);
    return true;
  } catch {
    return false;
  }
}

function filled(actual, expected) {
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual) ? actual : String(expected);
  if (typeof expected === 'function') return isTrue(expected, actual) ? actual : expected;
  if (Array.isArray(expected)) return expected.map((field, at) => filled(actual?.[at], field));
  if (expected === null || typeof expected !== 'object') return expected;
  return Object.fromEntries(Object.entries(expected).map(([name, field]) => [name, filled(actual?.[name], field)]));
}

function isTrue(predicate, actual) {
  try {
    return predicate(actual) === true;
  } catch {
    return false;
  }
}

/** A time in milliseconds of about now. */
export const justNow = (value) => Number.isInteger(value) && Math.abs(Date.now() - value) < 60_000;

/** An id, whatever it looks like. */
export const anId = /./;

/** An ISO 8601 time of about now. */
export const justNowIso = (value) => typeof value === 'string' && justNow(Date.parse(value));
