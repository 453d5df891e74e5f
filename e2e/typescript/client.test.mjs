// @sociable/client against the server: nothing is lost or doubled, and what goes wrong is said with a code.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { io } from 'socket.io-client';

import { ChatError, connect, newMessageId } from '../../client/typescript/dist/index.js';
import { PATIENCE, StockClient, until } from '../support/client.mjs';
import { Proxy } from '../support/proxy.mjs';
import { Server, UNHURRIED } from '../support/server.mjs';

/** Comes back sooner than the default of one to five seconds, so that the tests do not wait. */
const SOON = { reconnectionDelay: 50, reconnectionDelayMax: 100 };

function start(t, { url }, options) {
  const chat = connect(url, { ...options, socket: { ...SOON, ...options.socket } });
  t.after(() => chat.close());
  return chat;
}

/** Notes what a room tells, from now on. */
function note(room, events = ['message', 'updated', 'deleted', 'reactions', 'reset', 'removed']) {
  const noted = [];
  for (const event of events) room.on(event, (payload) => noted.push([event, payload]));
  return noted;
}

const textsOf = (noted) => noted.filter(([event]) => event === 'message').map(([, { text }]) => text);

const numbered = (count, from = 0) => Array.from({ length: count }, (_, n) => `text ${from + n}`);

async function rejection(promise) {
  const error = await promise.then((value) => assert.fail(`it came to ${JSON.stringify(value)}`), (error) => error);
  assert.ok(error instanceof ChatError, error);
  return error;
}

/** The state of a chat, waited for. */
const becomes = (chat, state) => until(() => chat.state, (now) => now === state);

test('what is said in a room is heard in it, and its messages are always as they are now', async (t) => {
  const server = await Server.start(t);
  const [ada, ben] = [start(t, server, { name: 'Ada' }), start(t, server, { name: 'Ben' })];
  const [mine, his] = [await ada.join('lobby'), await ben.join('lobby')];
  const noted = note(his);
  const sent = await Promise.all(numbered(50).map((text) => mine.send(text)));
  assert.deepEqual(sent.map(({ seq }) => seq), Array.from({ length: 50 }, (_, n) => n + 1), 'in the order of the calls');
  await mine.edit(sent[0].id, 'better');
  await mine.react(sent[1].id, '👍');
  await mine.delete(sent[2].id);
  await until(() => noted.length, (count) => count === 53);
  assert.deepEqual(textsOf(noted), numbered(50));
  assert.deepEqual(noted.slice(50).map(([event]) => event), ['updated', 'reactions', 'deleted']);
  const { messages } = await his.history({ limit: 50 });
  assert.deepEqual(his.messages, messages);
  assert.deepEqual(mine.messages, messages);

  assert.deepEqual(his.people.map(({ user }) => user.name), ['Ada', 'Ben']);
  await his.markRead();
  assert.equal(his.read, 50);
  const { rooms } = await ben.request('room:list', {});
  assert.equal(rooms[0].unread, 0);
});

test('nothing is missed and nothing comes twice over a crash, a restart and a cut line', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const proxy = await Proxy.start(t, server);
  const [ada, ben] = [start(t, proxy, { name: 'Ada' }), start(t, proxy, { name: 'Ben' })];
  const [mine, his] = [await ada.join('lobby'), await ben.join('lobby')];
  const noted = note(his);
  const sending = numbered(100).map((text) => mine.send(text));
  await sending[9];
  await server.kill();
  await server.run();
  await sending[49];
  proxy.cut();
  await becomes(ben, 'offline');
  proxy.restore();
  const sent = await Promise.all(sending);
  assert.deepEqual(sent.map(({ seq }) => seq), Array.from({ length: 100 }, (_, n) => n + 1));

  // Changes that were made while nobody was there are made up for as well.
  const other = await StockClient.connect(t, server, { name: 'Cyd' });
  await other.enter('lobby');
  await until(() => textsOf(noted).length, (count) => count === 100);
  proxy.cut();
  await becomes(ben, 'offline');
  await other.ask('message:react', { room: 'lobby', id: sent[3].id, reaction: '👍', on: true });
  await other.ask('message:react', { room: 'lobby', id: sent[4].id, reaction: '👍', on: true });
  await other.ask('message:react', { room: 'lobby', id: sent[3].id, reaction: '🎉', on: true });
  await other.say('text 100');
  proxy.restore();
  await until(() => textsOf(noted).length, (count) => count === 101);
  await until(() => his.messages[3].reactions?.length, (count) => count === 2);

  // A server that stops says when to come back, and nobody comes before.
  const restarting = new Promise((resolve) => ben.socket.on('server:restart', ({ retryAfterMs }) => resolve(Date.now() + retryAfterMs)));
  const asked = proxy.asked.length;
  assert.equal(await server.stop(), 0);
  const due = await restarting;
  await becomes(ben, 'offline');
  await server.run();
  await becomes(ben, 'online');
  assert.ok(Date.now() >= due - 50, 'not before it was due');
  assert.ok(proxy.asked.length > asked);
  await mine.send('text 101');
  await until(() => textsOf(noted).length, (count) => count === 102);
  assert.deepEqual(textsOf(noted), numbered(102));
  assert.deepEqual(his.messages.slice(-100), (await his.history({ limit: 100 })).messages);
});

test('a message is there once where the line breaks between its sending and its answer, and the next ones behind it', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const witness = await StockClient.connect(t, server, { name: 'Ben' });
  await witness.enter('lobby');
  const room = await start(t, proxy, { name: 'Ada' }).join('lobby');
  for (let n = 0; n < 5; n += 1) {
    proxy.mute();
    const sending = [room.send(`text ${3 * n}`), room.send(`text ${3 * n + 1}`), room.send(`text ${3 * n + 2}`)];
    await witness.next('message:new', ({ text }) => text === `text ${3 * n}`);
    proxy.cut();
    proxy.restore();
    const seqs = (await Promise.all(sending)).map(({ seq }) => seq);
    assert.deepEqual(seqs, [3 * n + 1, 3 * n + 2, 3 * n + 3]);
    assert.equal((await witness.ask('message:history', { room: 'lobby' })).messages.length, 3 * n + 3);
  }
  const { messages } = await witness.ask('message:history', { room: 'lobby' });
  assert.deepEqual(messages.map(({ text }) => text), numbered(15));
});

test('a line that died without a word is given up when no answer comes', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const witness = await StockClient.connect(t, server, { name: 'Ben' });
  await witness.enter('lobby');
  const ada = start(t, proxy, { name: 'Ada', timeout: 500 });
  const room = await ada.join('lobby');
  proxy.mute();
  // Asked at once: the line is given up after half a second, and by the next one an answer would come.
  const [sending, rejected] = [room.send('text 0'), rejection(ada.request('room:list', {}))];
  await witness.next('message:new');
  assert.equal((await rejected).retryable, true);
  assert.equal((await sending).seq, 1);
  assert.equal((await room.send('text 1')).seq, 2);
});

test('with an id and the stock client’s own retries a message is there once, too', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const witness = await StockClient.connect(t, server, { name: 'Ben' });
  await witness.enter('lobby');
  let token;
  const auth = (send) => send(token ? { token, cursors: { lobby: 0 } } : { name: 'Ada', cursors: { lobby: 0 } });
  // Where a line breaks in the moment of an upgrade, the stock client notices only by a ping that does not come, after 45 s.
  const transports = ['websocket'];
  const socket = io(proxy.url, { auth, forceNew: true, transports, retries: 10, ackTimeout: 2_000, ...SOON });
  t.after(() => socket.close());
  socket.on('session', (session) => { token = session.token; });
  await once(socket, 'session');
  for (let n = 0; n < 3; n += 1) {
    proxy.mute();
    const answer = socket.emitWithAck('message:send', { room: 'lobby', id: newMessageId(), text: `text ${n}` });
    await witness.next('message:new');
    proxy.cut();
    proxy.restore();
    const { ok, message } = await answer;
    assert.deepEqual([ok, message.seq], [true, n + 1]);
  }
  assert.equal((await witness.ask('message:history', { room: 'lobby' })).messages.length, 3);
});

test('who has missed too much is told so, and begins anew from the latest page', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const proxy = await Proxy.start(t, server);
  const writer = await StockClient.connect(t, server, { name: 'Ada' });
  await writer.enter('lobby');
  const ben = start(t, proxy, { name: 'Ben' });
  const room = await ben.join('lobby');
  const noted = note(room);
  await writer.say('seen');
  await until(() => noted.length, (count) => count === 1);
  proxy.cut();
  await becomes(ben, 'offline');
  await writer.fill(ben.limits.catchUp + 10);
  proxy.restore();
  await until(() => noted.at(-1)[0], (event) => event === 'reset');
  await writer.say('and on');
  await until(() => noted.at(-1)[0], (event) => event === 'message');
  assert.deepEqual(noted.map(([event]) => event), ['message', 'reset', 'message']);
  const { messages } = await room.history({ limit: room.messages.length });
  assert.deepEqual(room.messages, messages);
  assert.equal(room.hasMore, true);
});

test('what is refused says with which code, where, and whether it is worth another try', async (t) => {
  const server = await Server.start(t);
  const ada = start(t, server, { name: 'Ada' });
  const room = await ada.join('lobby');
  const empty = await rejection(room.send(' \n '));
  assert.deepEqual([empty.code, empty.field, empty.retryable], ['invalid_payload', 'text', false]);
  assert.match((await room.send('after it')).text, /after/, 'what is refused does not hold up the next');
  assert.equal((await rejection(ada.join('cellar'))).code, 'room_not_found');
  assert.equal((await rejection(ada.request('room:direct', { user: newMessageId() }))).code, 'user_not_found');

  const twin = start(t, server, { name: 'ada' });
  const errors = [];
  twin.on('error', (error) => errors.push(error.code));
  const early = rejection(twin.join('lobby'));
  assert.equal((await rejection(twin.ready)).code, 'name_taken');
  assert.equal((await early).code, 'name_taken', 'what waits is told, too');
  assert.deepEqual([twin.state, errors], ['closed', ['name_taken']]);

  const again = start(t, server, { token: ada.session.token });
  assert.deepEqual((await again.ready).user, ada.user);
  const { token } = await again.request('session:revoke', {});
  await becomes(ada, 'closed');
  assert.equal(room.joined, false);
  assert.equal((await rejection(room.send('too late'))).code, 'invalid_token');
  assert.notEqual(token, ada.session.token);
  const back = start(t, server, { token: ada.session.token, name: 'Somebody' });
  assert.equal((await back.ready).user.name, 'Somebody', 'a void token gives way to a name');

  back.close();
  assert.equal((await rejection(back.request('room:list', {}))).code, 'closed');
});

test('a server that says “later” is asked again when it said, and a caller who no longer wants it is let go', async (t) => {
  const server = await Server.start(t);
  const ada = start(t, server, { name: 'Ada' });
  const room = await ada.join('lobby');
  // What is no message counts, too. It goes on until the message was tried twice; where it found room, once more.
  const many = () => Promise.all(Array.from({ length: 1_000 }, () => ada.socket.emitWithAck('message:send', {})));
  while (!(await many()).some(({ error }) => error.code === 'rate_limited'));
  const tries = [];
  ada.socket.onAnyOutgoing((event, { id }) => { if (id) tries.push(id); });
  let sent;
  while (tries.length < 2 || tries.at(-1) !== tries.at(-2)) {
    const [before, sending] = [tries.length, room.send('in the end')];
    let answered = false;
    sending.then(() => { answered = true; }, () => {});
    while (!answered && tries.length < before + 2) await many();
    sent = await sending;
  }
  assert.equal(sent.text, 'in the end');
  assert.deepEqual(tries.slice(-2), [sent.id, sent.id]);

  const manage = Array.from({ length: ada.limits.rates.manage.burst + 5 }, () => ada.request('user:update', { name: 'Ada' }));
  const [{ reason: limited } = {}] = (await Promise.allSettled(manage)).filter(({ status }) => status === 'rejected');
  assert.deepEqual([limited.code, limited.retryable], ['rate_limited', true]);
  assert.ok(limited.retryAfterMs > 0);

  await server.kill();
  await becomes(ada, 'offline');
  const giveUp = new AbortController();
  const waiting = ['first', 'second'].map((text) => rejection(room.send(text, { signal: giveUp.signal })));
  const kept = room.send('third');
  giveUp.abort();
  for (const error of await Promise.all(waiting)) assert.equal(error.code, 'aborted');
  await server.run();
  assert.equal((await kept).text, 'third');
  assert.deepEqual((await room.history({ limit: 2 })).messages.map(({ text }) => text), ['in the end', 'third']);
});

test('who writes says so no more often than needed, and who sends has written', async (t) => {
  const server = await Server.start(t);
  const [ada, ben] = [start(t, server, { name: 'Ada' }), start(t, server, { name: 'Ben' })];
  const [mine, his] = [await ada.join('lobby'), await ben.join('lobby')];
  let told = 0;
  ben.socket.on('typing:changed', () => { told += 1; });
  for (let key = 0; key < 100; key += 1) mine.setTyping();
  await until(() => his.typing.map(({ name }) => name), (names) => names.join() === 'Ada');
  await mine.send('done');
  await until(() => his.typing.length, (count) => count === 0);
  mine.setTyping();
  await until(() => his.typing.length, (count) => count === 1);
  mine.setTyping(false);
  await until(() => his.typing.length, (count) => count === 0);
  assert.equal(told, 3, 'writing, writing again, and no more');
});

test('whoever is put out of a room is told, and is not in it after the next connection', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const owner = await StockClient.connect(t, server, { name: 'Ada' });
  await owner.ask('room:create', { name: 'Team', slug: 'team' });
  await owner.enter('team');
  const ben = start(t, proxy, { name: 'Ben' });
  const room = await ben.join('team');
  const noted = note(room, ['removed']);
  proxy.cut();
  await becomes(ben, 'offline');
  await owner.ask('room:ban', { room: 'team', user: ben.user.id, banned: true });
  proxy.restore();
  await until(() => noted, (noted) => noted.length > 0);
  assert.deepEqual(noted, [['removed', 'banned']]);
  assert.deepEqual([...ben.rooms.keys()], []);
  assert.equal((await rejection(room.send('still here?'))).code, 'banned');
});

test('messages of many rooms do not wait for each other, and a lost connection costs no order', { timeout: PATIENCE * 3 }, async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const proxy = await Proxy.start(t, server);
  const ada = start(t, proxy, { name: 'Ada' });
  const slugs = ['north', 'south', 'east', 'west'];
  for (const slug of slugs) await ada.request('room:create', { name: slug, slug });
  const rooms = await Promise.all(slugs.map((slug) => ada.join(slug)));
  const sending = rooms.map((room) => numbered(40).map((text) => room.send(text)));
  await sending[0][10];
  proxy.cut();
  await becomes(ada, 'offline');
  proxy.restore();
  for (const [n, room] of rooms.entries()) {
    await Promise.all(sending[n]);
    await until(() => room.messages.length, (count) => count === 40);
    assert.deepEqual(room.messages.map(({ text }) => text), numbered(40));
  }
});

test('whatever breaks, everybody has the same room in the end, and heard everything once', { timeout: PATIENCE * 3 }, async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const proxy = await Proxy.start(t, server);
  const names = ['Ada', 'Ben', 'Cyd'];
  const options = { keep: 10_000, timeout: 1_000 };
  const rooms = await Promise.all(names.map((name) => start(t, proxy, { name, ...options }).join('lobby')));
  const heard = rooms.map((room) => note(room));
  const pause = (most) => new Promise((resolve) => setTimeout(resolve, Math.random() * most));
  const sent = [];
  let over = false;
  const talk = async (room, who) => {
    for (let n = 0; !over; n += 1, await pause(40)) sent.push(await room.send(`${who} ${n}`));
  };
  const change = async (room) => {
    for (; !over; await pause(40)) {
      const { id } = sent[Math.floor(Math.random() * sent.length)] ?? {};
      const asked = id && (Math.random() < 0.8 ? room.react(id, '👍', Math.random() < 0.6) : room.delete(id));
      await asked?.catch(({ code }) => assert.match(code, /^(disconnected|timeout|forbidden|message_not_found)$/));
    }
  };
  const breaking = async () => {
    for (let n = 0; n < 12; n += 1, await pause(300)) {
      if (n % 2) proxy.mute();
      await pause(60);
      proxy.cut();
      if (n % 6 === 5) await server.kill().then(() => server.run());
      proxy.restore();
    }
    over = true;
  };
  await Promise.all([...rooms.map((room, n) => talk(room, names[n])), ...rooms.map(change), breaking()]);

  const witness = await StockClient.connect(t, server, { name: 'Dot' });
  const { head, rev } = await witness.ask('room:join', { room: 'lobby' });
  assert.equal(head, sent.length);
  for (const [n, room] of rooms.entries()) {
    await until(() => [room.messages.at(-1).seq, Math.max(...room.messages.map((message) => message.rev ?? 0))], (at) => at.join() === `${head},${rev}`);
    assert.deepEqual(textsOf(heard[n]).length, head);
    const seqs = heard[n].filter(([event]) => event === 'message').map(([, { seq }]) => seq);
    assert.deepEqual(seqs, Array.from({ length: head }, (_, at) => at + 1));
    assert.deepEqual(room.messages.map(({ reactions = [], ...message }) => ({ ...message, reactions })),
      rooms[0].messages.map(({ reactions = [], ...message }) => ({ ...message, reactions })));
  }
});
