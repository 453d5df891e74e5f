// Unmodified Socket.IO clients from npm where the server is killed, restarted, flooded or takes their access away. What all
// clients do everywhere is in `matrix/`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import io1 from 'socket.io-client-v1';
import io2 from 'socket.io-client-v2';

import { PATIENCE, StockClient } from './support/client.mjs';
import { Server } from './support/server.mjs';

test('a stock client with retries sends one message, however often it has to', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' }, { retries: 10, ackTimeout: 500 });
  await ada.join();
  const send = { room: 'lobby', id: crypto.randomUUID(), text: 'once' };
  await server.kill();
  const sent = new Promise((resolve) => ada.socket.emit('message:send', send, (...answer) => resolve(answer)));
  await server.run();
  // Reconnected, the socket is in no room yet: the first tries are refused, and the application joins and sends again.
  await ada.next('session');
  await ada.join();
  await sent;
  const { message } = await ada.request('message:send', send);
  const again = await ada.request('message:send', send);
  assert.equal(again.message.seq, message.seq);
  assert.equal((await ada.join(0)).messages.length, 1);
});

for (const [version, connect] of [[1, io1], [2, io2]]) {
  test(`a client of Socket.IO ${version} comes back by itself after a restart, and not after a revocation`, async (t) => {
    const server = await Server.start(t);
    let who = { name: 'Ada' };
    const ada = await StockClient.connect(t, server, (send) => send(who));
    const { token } = ada.session;
    who = { token };
    const old = connect(server.url, { query: { token }, forceNew: true, reconnectionDelay: 50 });
    t.after(() => old.close());
    const next = (event) => new Promise((resolve) => old.once(event, resolve));
    assert.equal((await next('session')).user.name, 'Ada');
    const [restart, back] = [next('server:restart'), next('session')];
    await server.stop();
    assert.ok((await restart).retryAfterMs > 0);
    await server.run();
    assert.equal((await back).user.name, 'Ada');
    const [revoked, gone] = [next('session:revoked'), next('disconnect')];
    await ada.next('session');
    assert.equal((await ada.request('session:revoke', {})).ok, true);
    await revoked;
    assert.equal(await gone, 'io server disconnect');
  });
}

test('nothing acknowledged is lost when the server is killed', async (t) => {
  const server = await Server.start(t);
  let ada = await StockClient.connect(t, server, { name: 'Ada' });
  const acknowledged = [];
  for (let round = 0; round < 5; round += 1) {
    await ada.join();
    const burst = Array.from({ length: 200 }, (_, n) => `${round}-${n}`).map((text) =>
      ada.socket.timeout(PATIENCE).emitWithAck('message:send', { room: 'lobby', text }).then(
        ({ ok }) => ok && acknowledged.push(text),
        () => {}, // no ack: nothing is promised
      ),
    );
    await Promise.race(burst); // killed in the middle of it
    await server.kill();
    ada.socket.close();
    await Promise.all(burst);
    await server.run();
    ada = await StockClient.connect(t, server, { token: ada.session.token });
  }
  await ada.join();
  const log = [];
  for (let more = true; more; ) {
    const page = await ada.request('message:history', { room: 'lobby', after: log.length, limit: 100 });
    log.push(...page.messages);
    more = page.hasMore;
  }
  assert.deepEqual(log.map(({ seq }) => seq), log.map((_, n) => n + 1), 'positions are contiguous');
  const texts = new Set(log.map(({ text }) => text));
  assert.equal(texts.size, log.length, 'nothing is doubled');
  assert.ok(acknowledged.length > 0, 'the test was about something');
  assert.deepEqual(acknowledged.filter((text) => !texts.has(text)), [], 'nothing is lost');
});

test('a flood is answered event by event: done, or refused with a time to wait', async (t) => {
  const server = await Server.start(t);
  const ada = await StockClient.connect(t, server, { name: 'Ada' }, { transports: ['websocket'] });
  const bob = await StockClient.connect(t, server, { name: 'Bob' });
  await ada.join();
  await bob.join();
  const answers = await Promise.all(Array.from({ length: 20_000 }, (_, n) => ada.say(`flood ${n}`)));
  const done = answers.filter(({ ok }) => ok).map(({ message }) => message.seq);
  const refused = answers.filter(({ ok }) => !ok);
  assert.ok(done.length >= 1_000, `${done.length} were done`);
  assert.deepEqual(done, done.map((_, n) => n + 1), 'in order, and none that was refused is stored');
  for (const { error } of refused) {
    assert.ok(['overloaded', 'rate_limited'].includes(error.code), error.code);
    assert.ok(error.retryAfterMs > 0);
  }
  const { ok, message } = await bob.say('still served');
  assert.equal(ok, true);
  assert.equal(message.seq, done.length + 1);
});
