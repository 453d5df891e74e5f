// The binary as whoever runs it meets it: its files, its start and its end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { StockClient } from './support/client.mjs';
import { Server } from './support/server.mjs';

test('the page is revalidated and everything it names is kept for ever, compressed', async (t) => {
  const { url } = await Server.start(t);
  const page = await fetch(url);
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  assert.match(page.headers.get('content-type'), /^text\/html; charset=utf-8$/);
  const html = await page.text();
  const files = new Set([...html.matchAll(/(?:href|src|from )=?["']\/?([^"']+-[0-9a-f]{16}[^"']*)["']/g)].map(([, path]) => path));
  assert.ok(files.size >= 3, `a script, a program and a style sheet: ${[...files]}`);
  for (const path of files) {
    for (const [accepted, encoding] of [['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['identity', null]]) {
      const response = await fetch(new URL(path, url), { headers: { 'accept-encoding': accepted } });
      assert.equal(response.status, 200, path);
      assert.equal(response.headers.get('content-encoding'), encoding, path);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable', path);
      assert.match(response.headers.get('vary'), /accept-encoding/i);
      assert.ok((await response.arrayBuffer()).byteLength > 0);
    }
  }
});

test('an unchanged page costs no body', async (t) => {
  const { url } = await Server.start(t);
  const etag = (await fetch(url)).headers.get('etag');
  const again = await fetch(url, { headers: { 'if-none-match': etag } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), '');
});

test('addresses of rooms are pages, and files that do not exist are not', async (t) => {
  const { url } = await Server.start(t);
  assert.equal((await fetch(new URL('/r/lobby', url))).status, 200);
  assert.equal((await fetch(new URL('/nothing.js', url))).status, 404);
});

test('the server ends cleanly when it is told to, also with people connected', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' });
  await ada.join();
  await ada.say('hello');
  assert.equal(await server.stop(), 0);
  await server.run();
  await ada.next('session');
  assert.equal((await ada.join()).head, 1);
});

test('a second server on the same address says what to do', async (t) => {
  const server = await Server.start(t);
  const second = spawn(process.env.SOCIABLE_BIN, ['serve', '--listen', server.address, '--data', '/nonexistent/x'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  second.stderr.on('data', (chunk) => (said += chunk));
  const [code] = await once(second, 'close'); // and has said everything
  assert.equal(code, 1);
  assert.match(said, /cannot listen on .*--listen/);
});

test('neither messages nor tokens are in the log, whatever is logged', async (t) => {
  const server = await Server.start(t, { SOCIABLE_LOG: 'trace' });
  const transports = ['polling', 'websocket'];
  const ada = await StockClient.connect(t, server, { name: 'Ada' }, { transports });
  const again = await StockClient.connect(t, server, { token: ada.session.token }, { transports });
  await again.join();
  await again.say('the secret is 4711');
  await again.request('message:send', { room: 'lobby', text: 4711, id: 'the secret' });
  await fetch(new URL(`/?token=${ada.session.token}`, server.url));
  await server.stop();
  assert.match(server.log, /DEBUG.*http/, 'requests are logged');
  for (const secret of ['4711', 'secret', ada.session.token.split('.').at(-1)]) {
    assert.ok(!server.log.includes(secret), server.log.split('\n').find((line) => line.includes(secret)));
  }
});

test('a low limit of open files is raised as far as the system allows', { skip: process.platform !== 'linux' }, async (t) => {
  const server = await Server.start(t, {}, ['bash', '-c', 'ulimit -Sn 64; exec "$0" "$@"']);
  const [, soft, hard] = /Max open files\s+(\d+)\s+(\d+)/.exec(await readFile(`/proc/${server.pid}/limits`, 'utf8'));
  assert.equal(soft, hard);
  const clients = Array.from({ length: 100 }, (_, n) =>
    StockClient.connect(t, server, { name: `guest ${n}` }, { transports: ['websocket'] }));
  assert.equal((await Promise.all(clients)).length, 100);
});
