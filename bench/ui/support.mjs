// A server with data of its own, a browser, and a stock client that writes.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { chromium } from 'playwright-core';
import { io } from 'socket.io-client';

export const CHROMIUM = process.env.CHROMIUM;
const binary = process.env.SOCIABLE_BIN;
if (!binary || !CHROMIUM) throw new Error('run `cargo xtask bench ui`, which sets SOCIABLE_BIN and CHROMIUM');

export const FLAGS = [
  '--no-sandbox', // as root, in a container
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-precise-memory-info',
];

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

const WORDS = 'the harbour lies quiet this morning and nobody has seen the ferry since the rain began to fall'.split(' ');

export class Server {
  /** Runs `work` with a server on a free port, which is stopped and forgotten afterwards. */
  static async with(work) {
    const data = await mkdtemp(join(tmpdir(), 'sociable-bench-'));
    const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data], {
      stdio: ['ignore', 'pipe', 'ignore'],
      // One writer fills the rooms, faster than any person.
      env: { ...process.env, SOCIABLE_RATE_FACTOR: '1000', SOCIABLE_DURABILITY: 'normal' },
    });
    try {
      const server = new Server();
      for await (const line of createInterface({ input: child.stdout })) {
        const [, url] = /ready at (\S+)/.exec(line) ?? [];
        if (url) {
          server.url = url;
          break;
        }
      }
      if (!server.url) throw new Error('the server did not start');
      await work(server);
    } finally {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(data, { recursive: true });
    }
  }

  async writer(name) {
    const socket = io(this.url, { auth: { name }, transports: ['websocket'] });
    await once(socket, 'session');
    await socket.emitWithAck('room:join', { room: 'lobby' });
    return new Writer(socket);
  }
}

class Writer {
  #socket;
  #count = 0;

  constructor(socket) {
    this.#socket = socket;
  }

  /** Says the next sentence; done when it is stored. */
  async say() {
    this.#count += 1;
    const length = 3 + ((this.#count * 7) % 23);
    const text = Array.from({ length }, (_, n) => WORDS[(this.#count * 5 + n) % WORDS.length]).join(' ');
    const answer = await this.#socket.emitWithAck('message:send', { room: 'lobby', id: randomUUID(), text: `${this.#count} ${text}` });
    if (!answer.ok) throw new Error(answer.error.message);
  }

  /** Says `count` sentences, many at a time. */
  async fill(count) {
    for (let done = 0; done < count; done += 100) await Promise.all(Array.from({ length: 100 }, () => this.say()));
  }

  /** Says `count` sentences, `rate` in a second. */
  async flow(count, rate) {
    const start = performance.now();
    for (let n = 0; n < count; n += 1) {
      const due = start + (n * 1_000) / rate - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      await this.say();
    }
  }

  close() {
    this.#socket.close();
  }
}

/** A page on which somebody has come in, and the way to measure it. */
export async function enter(browser, server, name, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript(() => {
    for (const way of ['instantiate', 'instantiateStreaming']) {
      const real = WebAssembly[way];
      WebAssembly[way] = async (...args) => {
        const made = await real.apply(WebAssembly, args);
        const exported = Object.values((made.instance ?? made).exports);
        window.wasmMemory = exported.find((value) => value instanceof WebAssembly.Memory) ?? window.wasmMemory;
        return made;
      };
    }
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifts += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(server.url);
  await page.getByRole('textbox', { name: 'Your name' }).fill(name);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=connection][data-state=online]').waitFor();
  return { page, close: () => context.close() };
}

export const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
