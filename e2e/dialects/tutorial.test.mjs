// Row 2: the last page of the Socket.IO tutorial (steps 7 and 8, Socket.IO 4): it tells the offset of the last message it
// has, and sends each message with an offset of its own until that is acknowledged.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, native } from './frontend.mjs';

/** A page of the tutorial, which keeps the offset of what it has shown. */
function open(t, server, options = { ackTimeout: 10_000, retries: 3 }) {
  const page = Frontend.open(t, server, 4, ['chat message'], { auth: { serverOffset: 0 }, ...options });
  page.socket.on('chat message', (_, offset) => (page.socket.auth.serverOffset = offset));
  return page;
}

test('a page of the tutorial gets what it missed, in order and once', async (t) => {
  const server = await Server.start(t);
  const ada = await native(t, server, 'Ada');
  const [one, two] = [open(t, server), open(t, server)];
  await Promise.all([one.connected(), two.connected()]);

  // With retries the stock client calls back with an error first, and the server's answer is empty.
  assert.deepEqual(await one.ask('chat message', 'first', `${one.socket.id}-0`), [null]);
  for (const page of [one, two]) await page.hears(['chat message', 'first', 1]);
  await ada.say('second');
  for (const page of [one, two]) await page.hears(['chat message', 'Ada: second', 2]);

  two.socket.disconnect();
  await one.ask('chat message', 'third', `${one.socket.id}-1`);
  await ada.say('fourth');
  await one.hears(['chat message', 'third', 3], ['chat message', 'Ada: fourth', 4]);
  two.socket.connect();
  await two.hears(['chat message', 'third', 3], ['chat message', 'Ada: fourth', 4]);

  // A page that is loaded again begins with nothing, and gets everything.
  const again = open(t, server);
  await again.hears(
    ['chat message', 'first', 1], ['chat message', 'Ada: second', 2], ['chat message', 'third', 3], ['chat message', 'Ada: fourth', 4],
  );
  await again.ask('chat message', '<i>fifth</i>', `${again.socket.id}-0`);
  for (const page of [one, two, again]) await page.hears(['chat message', '<i>fifth</i>', 5]);
});

test('what a page of the tutorial sends again is one message, acknowledged each time', async (t) => {
  const server = await Server.start(t);
  const [one, two] = [open(t, server, {}), open(t, server, {})];
  await Promise.all([one.connected(), two.connected()]);
  assert.deepEqual(await one.ask('chat message', 'once', 'an-offset-0'), []);
  assert.deepEqual(await one.ask('chat message', 'once', 'an-offset-0'), []);
  // Another page's, even if it chose the same; and pages of step 7, which have no offsets.
  assert.deepEqual(await two.ask('chat message', 'also once', 'an-offset-0'), []);
  two.emit('chat message', 'without');
  for (const page of [one, two]) {
    await page.hears(['chat message', 'once', 1], ['chat message', 'also once', 2], ['chat message', 'without', 3]);
  }
  // What can never be sent is acknowledged as well: the client would hold back all that follows.
  assert.deepEqual(await one.ask('chat message', 'x'.repeat(5001), 'an-offset-1'), []);
  assert.deepEqual(await one.ask('chat message', '', 'an-offset-2'), []);
  assert.deepEqual(await one.ask('chat message', 'next', 'an-offset-3'), []);
  for (const page of [one, two]) await page.hears(['chat message', 'next', 4]);
});

test('messages of the tutorial survive a crash of the server: none is lost or doubled', async (t) => {
  const server = await Server.start(t);
  const one = open(t, server, { ackTimeout: 500, retries: 20 });
  const two = open(t, server);
  await one.connected();
  const { id } = one.socket;
  await one.ask('chat message', 'before', `${id}-0`);
  for (const page of [one, two]) await page.hears(['chat message', 'before', 1]);
  const sent = [1, 2, 3].map((n) => one.ask('chat message', `during ${n}`, `${id}-${n}`));
  await server.kill();
  await server.run();
  // The stock client calls back with an error first where there are retries.
  for (const [error] of await Promise.all(sent)) assert.equal(error, null);
  const after = [['chat message', 'during 1', 2], ['chat message', 'during 2', 3], ['chat message', 'during 3', 4]];
  await two.hears(...after);
  await one.hears(...after);
});
