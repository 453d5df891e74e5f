// A client that does what it is told: in this process, in a page, or in a process of its own, in whatever language.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { until } from '../support/client.mjs';
import { Heard, PATIENCE } from '../support/heard.mjs';
import { PUSHES } from '../support/documented.mjs';
import { drive } from './drive.mjs';

/** What puppets listen to: the contract's events, and those of the server that echoes. */
const EVENTS = [...PUSHES.keys(), 'auth', 'message-back'];

export const bytes = (...values) => ({ $bytes: Buffer.from(values).toString('base64') });

/** What all of them have in common. */
class Puppet {
  #heard = new Heard();

  /**
   * Begins to connect.
   *
   * @param {object} settings
   * @param {string} settings.url of the server
   * @param {string} settings.path where Socket.IO is there
   * @param {string[]} settings.transports in the order to try them
   * @param {object} settings.auth name or token; goes into the query where the client has no `auth`
   * @param {boolean} settings.follow whether to keep cursors in `auth`, where the client can change it
   */
  async connect(settings) {
    await this.begin({ ...settings, events: EVENTS });
    return this;
  }

  /** The arguments of the next event of this name. */
  heard(event, accept = () => true) {
    return this.#heard.next(event, (args) => accept(...args));
  }

  /** The first argument of it: the only one that the contract's events have. */
  async next(event, accept) {
    const [payload] = await this.heard(event, accept);
    return payload;
  }

  all(event) {
    return this.#heard.all(event).map(([payload]) => payload);
  }

  /** Everything that the ack brings. */
  async requestAll(event, ...args) {
    const late = Symbol('late');
    let timer;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, late)));
    const answer = await Promise.race([this.ask(event, args), patience]);
    clearTimeout(timer);
    if (answer === late) throw new Error(`${event} was not answered`);
    return answer;
  }

  async request(event, ...args) {
    const [answer] = await this.requestAll(event, ...args);
    return answer;
  }

  hear(event, args) {
    this.#heard.add(event, args);
  }

  /** Waits until this transport carries the connection, where the client may go over to it when it has come in already. */
  async isCarriedBy() {}
}

/** A client from npm. */
export class NpmPuppet extends Puppet {
  #io;
  #extra;
  #driven;

  constructor(io, extra) {
    super();
    this.#io = io;
    this.#extra = extra;
  }

  async begin(settings) {
    this.#driven = drive(this.#io, settings, (event, args) => this.hear(event, args), this.#extra);
  }

  ask(event, args) {
    return this.#driven.request(event, args);
  }

  async send(event, ...args) {
    this.#driven.send(event, args);
  }

  async isCarriedBy(transport) {
    await until(() => this.#driven.carrier(), (name) => name === transport);
  }

  async close() {
    this.#driven?.close();
  }
}

/** The client that is in a page as `io`. */
export class PagePuppet extends Puppet {
  #page;
  #number;

  static #pages = new Map();

  /** The page at an address, opened once for the test `t`. */
  static async page(t, browser, address) {
    const open = async () => {
      const page = await browser.newPage();
      t.after(() => {
        this.#pages.delete(address); // another scene may get the same port
        return page.close();
      });
      const puppets = [];
      await page.exposeFunction('hear', (number, event, args) => puppets[number].hear(event, args));
      await page.goto(address);
      return { page, puppets };
    };
    if (!this.#pages.has(address)) this.#pages.set(address, open());
    return this.#pages.get(address);
  }

  constructor({ page, puppets }) {
    super();
    this.#page = page;
    this.#number = puppets.push(this) - 1;
  }

  async begin(settings) {
    const hear = `(event, args) => hear(${this.#number}, event, args)`;
    await this.#page.evaluate(`(window.driven ??= [])[${this.#number}] = (${drive})(io, ${JSON.stringify(settings)}, ${hear})`);
  }

  ask(event, args) {
    return this.#do('request', event, args);
  }

  async send(event, ...args) {
    await this.#do('send', event, args);
  }

  async isCarriedBy(transport) {
    await until(() => this.#do('carrier'), (name) => name === transport);
  }

  async close() {
    if (!this.#page.isClosed()) await this.#do('close');
  }

  #do(what, ...args) {
    return this.#page.evaluate(([number, what, args]) => window.driven[number][what](...args), [this.#number, what, args]);
  }
}

/** A process that has clients which are told what to do, and tell what happens, a line of JSON for each. */
export class ClientProcess {
  #child;
  #puppets = [];
  #asked = new Map();
  #last = 0;
  #said = '';

  constructor(command, ...args) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.on('data', (chunk) => (this.#said += chunk));
    this.#child.stdin.on('error', () => {}); // it is gone, which whoever waits for an answer is told
    this.#child.on('close', () => {
      for (const { reject } of this.#asked.values()) reject(new Error(`the client ended: ${this.#said}`));
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { client, id, answer, event, args } = JSON.parse(line);
      if (event) return this.#puppets[client].hear(event, args);
      this.#asked.get(id)?.resolve(answer);
      this.#asked.delete(id);
    });
  }

  /** The number of one more client. */
  add(puppet) {
    return this.#puppets.push(puppet) - 1;
  }

  tell(command) {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  async kill() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}

/** A client in another process, in whatever language. */
export class ProcessPuppet extends Puppet {
  #process;
  #client;
  #isOwn;
  #isOpen = true;

  /** `isOwn` where the process has no other client and ends with it. */
  constructor(process, { isOwn = false } = {}) {
    super();
    this.#process = process;
    this.#isOwn = isOwn;
    this.#client = process.add(this);
  }

  #tell(command) {
    return this.#process.tell({ client: this.#client, ...command });
  }

  begin(settings) {
    return this.#tell({ do: 'connect', ...settings });
  }

  ask(event, args) {
    return this.#tell({ do: 'request', event, args });
  }

  send(event, ...args) {
    return this.#tell({ do: 'send', event, args });
  }

  async close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await (this.#isOwn ? this.#process.kill() : this.#tell({ do: 'close' }));
  }
}
