// Our client in a real browser, against stock Socket.IO servers: the flows that the Rust tests follow natively, and its
// example.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { browser } from './support/browser.mjs';
import { until } from './support/client.mjs';

const pages = process.env.CLIENT_PAGES;
if (!pages) throw new Error('set CLIENT_PAGES to the built pages, or run `cargo xtask test --only e2e`');

const CLIENT = fileURLToPath(new URL('../client/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** All flows together take about a tenth of this, and a third on a machine that is very busy. */
const FLOWS_WITHIN = 300_000;

await browser(after);

/** Serves one of the built pages; gives its address. */
async function serve(t, page) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const file = join(pages, page, pathname === '/' ? 'index.html' : pathname);
    try {
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}/`;
}

/** A stock server in a process of its own, and what it says first. */
async function stock(t, script, env = {}) {
  const node = spawn(process.execPath, [join(CLIENT, script)], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (node.exitCode !== null || node.signalCode !== null) return;
    const exited = new Promise((exit) => node.once('exit', exit));
    node.kill('SIGKILL');
    await exited;
  };
  t.after(stop);
  const said = await new Promise((line, failed) => {
    node.stdout.once('data', (data) => line(String(data)));
    node.once('exit', () => failed(new Error(`${script} has ended`)));
  });
  return { said, stop };
}

async function open(t, address) {
  const context = await (await browser()).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(address);
  return { context, page, errors };
}

test('the flows of the client work in a browser as they do natively', async (t) => {
  const { said } = await stock(t, 'tests/stock/server.mjs');
  const address = await serve(t, 'flows');
  const { page, errors } = await open(t, `${address}#${encodeURIComponent(said.trim())}`);
  await page.waitForSelector('body[data-done]', { timeout: FLOWS_WITHIN, state: 'attached' });
  const results = await page.$$eval('[data-flow]', (rows) => rows.map((row) => [row.dataset.flow, row.textContent]));
  const source = await readFile(join(CLIENT, 'tests/stock/flows/mod.rs'), 'utf8');
  const expected = [...source.matchAll(/^ +(?:losing|talking|transports)::(\w+),$/gm)].map(([, name]) => [name, 'ok']);
  assert.ok(expected.length > 10);
  assert.deepEqual(results, expected);
  assert.deepEqual(errors, []);
});

const status = (page) => page.getByRole('status');

test('the example: two people talk, and what one writes without a server arrives when it is back', async (t) => {
  let server = await stock(t, 'examples/yew-chat/server.mjs', { PORT: '0' });
  const [origin] = server.said.match(/http:\S+/);
  const address = await serve(t, 'chat');
  const [ada, bob] = await Promise.all(
    ['Ada', 'Bob'].map((name) => open(t, `${address}?name=${name}&server=${encodeURIComponent(origin)}`)),
  );
  await Promise.all([ada, bob].map(({ page }) => status(page).getByText('connected by websocket').waitFor()));

  await ada.page.getByLabel('Message').pressSequentially('hello');
  await bob.page.getByText('Ada is typing…').waitFor();
  await ada.page.getByRole('button', { name: 'Say' }).click();
  await bob.page.getByText('Ada: hello').waitFor();
  await ada.page.locator('li:not(.pending)', { hasText: 'hello' }).waitFor();

  await server.stop();
  await status(ada.page).getByText('connecting again').waitFor();
  await ada.page.getByLabel('Message').fill('are you there?');
  await ada.page.getByRole('button', { name: 'Say' }).click();
  await ada.page.locator('li.pending', { hasText: 'are you there?' }).waitFor();
  server = await stock(t, 'examples/yew-chat/server.mjs', { PORT: new URL(origin).port });
  await ada.page.locator('li:not(.pending)', { hasText: 'are you there?' }).waitFor();
  await status(ada.page).getByText('connected by websocket').waitFor();
  assert.deepEqual([...ada.errors, ...bob.errors], []);
});

test('the example: a refusal is told', async (t) => {
  const server = await stock(t, 'examples/yew-chat/server.mjs', { PORT: '0' });
  const [origin] = server.said.match(/http:\S+/);
  const { page } = await open(t, `${await serve(t, 'chat')}?server=${encodeURIComponent(origin)}`);
  await status(page).getByText('refused: a name is needed').waitFor();
});

test('a network that goes and comes back is noticed at once', async (t) => {
  const server = await stock(t, 'examples/yew-chat/server.mjs', { PORT: '0' });
  const [origin] = server.said.match(/http:\S+/);
  const { page, context } = await open(t, `${await serve(t, 'chat')}?name=Ada&server=${encodeURIComponent(origin)}`);
  await status(page).getByText('connected by websocket').waitFor();
  await context.setOffline(true);
  // No heartbeat is due within 25 seconds.
  await status(page).getByText('connecting again').waitFor({ timeout: 10_000 });
  // Until the next attempt would be seconds away.
  await until(() => status(page).textContent(), (text) => /attempt ([3-9]|\d\d)/.test(text));
  await context.setOffline(false);
  await status(page).getByText('connected by websocket').waitFor();
});
