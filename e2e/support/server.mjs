// A real server: the binary under test, in a process of its own, on a free port, with data of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.SOCIABLE_BIN;
if (!binary) throw new Error('set SOCIABLE_BIN to the server under test, or run `cargo xtask test --only e2e`');

/** For a server that lets one person say thousands of things at once, to fill a room. */
export const UNHURRIED = { SOCIABLE_RATE_FACTOR: '1000', SOCIABLE_DURABILITY: 'normal' };

export class Server {
  #data;
  #process;
  #log = [];
  #env;
  #wrapper;
  #address = '127.0.0.1:0';

  /** Starts a server that is stopped, and its data removed, when the test `t` ends; `wrapper` is a command to start it with. */
  static async start(t, env = {}, wrapper = []) {
    const server = new Server();
    server.#wrapper = wrapper;
    server.#env = { ...process.env, ...env };
    server.#data = await mkdtemp(join(tmpdir(), 'sociable-e2e-'));
    t.after(async () => {
      await server.kill();
      await rm(server.#data, { recursive: true });
    });
    await server.run();
    return server;
  }

  /** Starts it, again on the same address and data if it ran before. */
  async run() {
    const serve = [binary, 'serve', '--listen', this.#address, '--data', this.#data];
    const [program, ...args] = [...this.#wrapper, ...serve];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.#env });
    child.stderr.on('data', (chunk) => this.#log.push(chunk));
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /ready at (\S+)/.exec(line) ?? [];
      if (url) {
        this.url = url;
        this.#address = new URL(url).host;
        return;
      }
    }
    throw new Error(`the server did not start:\n${this.log}`);
  }

  /** What it has logged so far, over all its runs. */
  get log() {
    return Buffer.concat(this.#log).toString();
  }

  get pid() {
    return this.#process.pid;
  }

  get address() {
    return this.#address;
  }

  /** Ends it without a warning, as a crash or a power cut would. */
  async kill() {
    return this.#end('SIGKILL');
  }

  /** Asks it to end, and returns its exit code. */
  async stop() {
    return this.#end('SIGTERM');
  }

  async #end(signal) {
    const child = this.#process;
    if (!child) return undefined;
    this.#process = undefined;
    if (child.exitCode !== null) return child.exitCode;
    const closed = once(child, 'close'); // and has said everything
    child.kill(signal);
    const [code] = await closed;
    return code;
  }
}
