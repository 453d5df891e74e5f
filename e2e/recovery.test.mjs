// Stock clients miss nothing: over cut connections, crashes and restarts, and when they are slow.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { io } from 'socket.io-client';

import { PATIENCE, StockClient } from './support/client.mjs';
import { Proxy } from './support/proxy.mjs';
import { Reader } from './support/reader.mjs';
import { Server } from './support/server.mjs';

/** Comes back sooner than the default of one to five seconds, so that the tests do not wait. */
const SOON = { reconnectionDelay: 50, reconnectionDelayMax: 200 };

/** Says `count` texts, each until it is acknowledged, under one id. */
async function sayAll(client, count, { from = 0, meanwhile = () => {} } = {}) {
  for (let n = from; n < from + count; n += 1) {
    const message = { room: 'lobby', id: crypto.randomUUID(), text: `text ${n}` };
    for (let said = false; !said; ) {
      const answer = await client.socket.timeout(1_000).emitWithAck('message:send', message).catch(() => undefined);
      said = answer?.ok;
    }
    await meanwhile(n);
  }
}

function readAllOnce(reader, count) {
  assert.deepEqual(reader.messages.map(({ seq }) => seq), Array.from({ length: count }, (_, n) => n + 1));
  assert.deepEqual(reader.messages.map(({ text }) => text), Array.from({ length: count }, (_, n) => `text ${n}`));
}

for (const transports of [['websocket'], ['polling'], ['polling', 'websocket']]) {
  const by = transports.join(' and ');

  test(`who names the last position in the handshake misses nothing over cut connections, by ${by}`, async (t) => {
    const server = await Server.start(t);
    const proxy = await Proxy.start(t, server);
    const writer = await StockClient.connect(t, server, { name: 'Writer' });
    await writer.join();
    const reader = await Reader.connect(t, proxy, 'Reader', { transports, ...SOON });
    await sayAll(writer, 400, {
      meanwhile: async (n) => {
        if (n % 100 === 30) proxy.cut();
        if (n % 100 === 60) {
          await reader.until(() => !reader.socket.connected, 'cut off');
          proxy.restore();
        }
        // In the middle of what is sent, some of it while the transport is being upgraded.
        if (n % 100 === 99) await reader.hasRead(n);
      },
    });
    await reader.hasRead(400);
    readAllOnce(reader, 400);
    assert.equal(reader.disconnections.length, 4);
  });

  test(`who names the last position in the handshake misses nothing over a crash, by ${by}`, async (t) => {
    const server = await Server.start(t);
    const writer = await Reader.connect(t, server, 'Writer', { transports, ...SOON });
    const reader = await Reader.connect(t, server, 'Reader', { transports, ...SOON });
    let crashes = Promise.resolve();
    await sayAll(writer, 300, {
      meanwhile: (n) => {
        // Not waited for: the crash comes in the middle of the next message.
        if (n % 100 === 50) crashes = crashes.then(() => server.kill()).then(() => server.run());
      },
    });
    await crashes;
    await reader.hasRead(300);
    await writer.hasRead(300);
    readAllOnce(reader, 300);
    readAllOnce(writer, 300);
    assert.ok(reader.connections >= 3, `${reader.connections} connections`);
  });

  test(`a stock client is told of a restart, comes back by itself, and has missed nothing, by ${by}`, async (t) => {
    const server = await Server.start(t);
    const reader = await Reader.connect(t, server, 'Reader', { transports });
    // Who polls is told in the answer to a poll; by the time this is answered, one is on its way.
    await fetch(new URL('healthz', server.url));
    assert.equal(await server.stop(), 0);
    await reader.until(() => reader.disconnections.length > 0, 'disconnected');
    const [retryAfterMs, ...more] = reader.restarts;
    assert.ok(retryAfterMs >= 1_000 && retryAfterMs <= 10_000, `${retryAfterMs} ms`);
    assert.deepEqual(more, []);
    assert.ok(reader.socket.active, 'it tries again');
    await server.run();
    const writer = await StockClient.connect(t, server, { name: 'Writer' });
    await writer.join();
    await sayAll(writer, 3);
    await reader.hasRead(3);
    readAllOnce(reader, 3);
    assert.equal(reader.connections, 2);
  });

  test(`a stock client that sleeps for 8 s while 3 MB flow gets every message, in order and once, by ${by}`, async (t) => {
    const server = await Server.start(t);
    const writer = await StockClient.connect(t, server, { name: 'Writer' }, { transports: ['websocket'] });
    await writer.join();
    const workerData = { url: server.url, transports, sleepMs: 8_000, last: 3_000 };
    const sleeper = new Worker(new URL('support/sleeper.mjs', import.meta.url), { workerData });
    t.after(() => sleeper.terminate());
    await once(sleeper, 'message');
    sleeper.postMessage('sleep');
    const text = 'x'.repeat(1_000);
    for (let n = 0; n < 30; n += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => writer.say(text)));
      assert.ok(answers.every(({ ok }) => ok), JSON.stringify(answers.find(({ ok }) => !ok)));
    }
    const [{ seqs, disconnected }] = await once(sleeper, 'message', { signal: AbortSignal.timeout(PATIENCE + 8_000) });
    assert.deepEqual(seqs, Array.from({ length: 3_000 }, (_, n) => n + 1));
    assert.equal(disconnected, 0);
    assert.ok((await writer.say('and the others')).ok);
  });
}

test('who is further behind than is caught up is told so, gets no part of it, and can read on', async (t) => {
  const server = await Server.start(t);
  const writer = await StockClient.connect(t, server, { name: 'Writer' });
  await writer.join();
  const { catchUp, historyPage } = writer.session.limits;
  const count = catchUp + 100;
  await Promise.all(Array.from({ length: count }, (_, n) => writer.say(`text ${n}`)));
  const late = await StockClient.connect(t, server, { name: 'Late', cursors: { lobby: 1 } });
  const state = await late.next('room:state');
  assert.deepEqual([state.head, state.reset], [count, true]);
  assert.deepEqual(late.received('message:new'), []);
  const seqs = [1];
  for (let more = true; more; ) {
    const page = await late.request('message:history', { room: 'lobby', after: seqs.at(-1), limit: historyPage });
    seqs.push(...page.messages.map(({ seq }) => seq));
    more = page.hasMore;
  }
  assert.deepEqual(seqs, Array.from({ length: count }, (_, n) => n + 1));
  // It is in the room all the same.
  await writer.say('new');
  assert.equal((await late.next('message:new')).seq, count + 1);
});

test('who comes back to a room that they were removed from meanwhile is told so, and of the other rooms nothing is missed', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' });
  await ada.join();
  await ada.request('room:create', { name: 'Attic', slug: 'attic' });
  await ada.request('room:join', { room: 'attic' });
  const bob = await StockClient.connect(t, server, { name: 'Bob' });
  await bob.request('room:join', { room: 'attic' });
  bob.socket.close();
  await ada.request('room:ban', { room: 'attic', user: bob.session.user.id, banned: true });
  await ada.request('message:send', { room: 'attic', text: 'without Bob' });
  await ada.say('for everybody');
  const back = await StockClient.connect(t, server, { token: bob.session.token, cursors: { attic: 0, lobby: 0 } });
  assert.equal((await back.next('room:removed')).room, 'attic');
  assert.equal((await back.next('room:state')).room.slug, 'lobby');
  assert.deepEqual(back.received('message:new').map(({ text }) => text), ['for everybody']);
});

test('who names the last change as well is told of edits and deletions that it missed', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' });
  await ada.join();
  const ids = [];
  for (const text of ['kept', 'edited', 'deleted']) ids.push((await ada.say(text)).message.id);
  const bob = await StockClient.connect(t, server, { name: 'Bob' });
  const { head: seq, rev, epoch } = await bob.join();
  bob.socket.close();
  await ada.request('message:edit', { room: 'lobby', id: ids[1], text: 'mended' });
  await ada.request('message:delete', { room: 'lobby', id: ids[2] });
  await ada.say('meanwhile');
  const back = await StockClient.connect(t, server, { token: bob.session.token, cursors: { lobby: { seq, rev, epoch } } });
  assert.equal((await back.next('message:updated')).message.text, 'mended');
  assert.equal((await back.next('message:deleted')).id, ids[2]);
  const state = await back.next('room:state');
  assert.deepEqual([state.head, state.rev, state.reset], [4, rev + 2, false]);
  assert.deepEqual(back.received('message:new').map(({ text }) => text), ['meanwhile'], 'and of what is not new nothing twice');
});

test('after a revocation the other devices stay away, and the one that asked goes on', async (t) => {
  const server = await Server.start(t);
  const phone = await StockClient.connect(t, server, { name: 'Ada' });
  await phone.join();
  const { token } = phone.session;
  const laptop = await StockClient.connect(t, server, { token }, SOON);
  await laptop.join();
  const bob = await StockClient.connect(t, server, { name: 'Bob' });
  await bob.join();
  const gone = once(laptop.socket, 'disconnect');
  let tries = 0;
  laptop.socket.io.on('reconnect_attempt', () => { tries += 1; });

  const answer = await phone.request('session:revoke', {});
  assert.equal(answer.ok, true);
  await laptop.next('session:revoked');
  assert.equal((await gone)[0], 'io server disconnect');
  assert.equal(laptop.socket.active, false);
  assert.equal((await phone.say('still here')).ok, true);
  assert.equal((await bob.next('message:new')).text, 'still here');
  assert.deepEqual(phone.received('session:revoked'), []);

  // Who tries with the old token is refused; who has the new one is the same person.
  const stolen = io(server.url, { auth: { token }, forceNew: true, reconnection: false });
  t.after(() => stolen.close());
  const [error] = await once(stolen, 'connect_error');
  assert.match(error.message, /^invalid_token: /);
  const tablet = await StockClient.connect(t, server, { token: answer.token });
  assert.deepEqual(tablet.session.user, phone.session.user);
  assert.equal(tries, 0, 'the revoked one did not try');
  assert.deepEqual(laptop.received('message:new'), []);
});

test('after a restart, too, a revoked token is void', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' });
  const { token } = await ada.request('session:revoke', {});
  await server.kill();
  await server.run();
  const old = io(server.url, { auth: { token: ada.session.token }, forceNew: true, reconnection: false });
  t.after(() => old.close());
  const [error] = await once(old, 'connect_error');
  assert.match(error.message, /^invalid_token: /);
  const back = await StockClient.connect(t, server, { token });
  assert.deepEqual(back.session.user, ada.session.user);
});
