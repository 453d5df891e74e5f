// Rooms and people, as two or three stock clients see each other.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';

import { io } from 'socket.io-client';

import { StockClient } from './support/client.mjs';
import { Server } from './support/server.mjs';

const connect = (t, server, ...names) => Promise.all(names.map((name) => StockClient.connect(t, server, { name })));

/** The payload of an ack that says yes. */
async function ask(client, event, payload) {
  const { ok, ...answer } = await client.request(event, payload);
  assert.equal(ok, true, `${event}: ${JSON.stringify(answer)}`);
  return answer;
}

/** The code of an ack that says no. */
async function refusal(client, event, payload) {
  const { ok, error } = await client.request(event, payload);
  assert.equal(ok, false, event);
  return error.code;
}

test('a private room is only there for who was invited, until they are removed', async (t) => {
  const server = await Server.start(t);
  const [ada, bob, eve] = await connect(t, server, 'Ada', 'Bob', 'Eve');
  const bobsPhone = await StockClient.connect(t, server, { token: bob.session.token });
  const room = 'attic';
  await ask(ada, 'room:create', { name: 'Attic', slug: room, kind: 'private' });
  await ask(ada, 'room:join', { room });
  const { message } = await ask(ada, 'message:send', { room, text: 'a secret' });

  // For others it does not exist, whatever they ask.
  for (const [event, payload] of [
    ['room:join', {}],
    ['room:members', {}],
    ['room:invite', { user: eve.session.user.id }],
    ['message:history', {}],
    ['message:send', { text: 'hello?' }],
    ['message:react', { id: message.id, reaction: '👀', on: true }],
    ['message:search', { query: 'secret' }],
  ]) {
    assert.equal(await refusal(eve, event, { room, ...payload }), 'room_not_found', event);
  }
  assert.deepEqual((await ask(eve, 'message:search', { query: 'secret' })).messages, []);
  assert.ok(!(await ask(eve, 'room:list', { scope: 'public' })).rooms.some((summary) => summary.room.slug === room));

  // Invited, on every device; then in it.
  await ask(ada, 'room:invite', { room, user: bob.session.user.id });
  for (const device of [bob, bobsPhone]) {
    const offered = await device.next('room:created');
    assert.deepEqual([offered.room.slug, offered.invitedBy.name, offered.role], [room, 'Ada', undefined]);
  }
  assert.equal(await refusal(bob, 'message:history', { room }), 'not_joined');
  assert.deepEqual((await ask(bob, 'room:join', { room })).messages.map(({ text }) => text), ['a secret']);
  assert.equal((await ada.next('presence:changed')).user.name, 'Bob');
  await ask(bob, 'message:send', { room, text: 'I keep it' });
  assert.equal((await ada.next('message:new', ({ user }) => user.name === 'Bob')).text, 'I keep it');

  // Removed: at once, on every device, and nothing follows.
  await ask(bobsPhone, 'room:join', { room });
  await ask(ada, 'room:remove', { room, user: bob.session.user.id });
  for (const device of [bob, bobsPhone]) assert.deepEqual(await device.next('room:removed'), { room, reason: 'removed' });
  assert.equal((await ada.next('presence:changed', ({ status }) => status === 'offline')).user.name, 'Bob');
  await ask(ada, 'message:send', { room, text: 'without Bob' });
  assert.equal(await refusal(bob, 'message:send', { room, text: 'but' }), 'room_not_found');
  assert.equal(await refusal(bob, 'room:join', { room }), 'room_not_found');
  assert.deepEqual(bob.received('message:new').filter(({ text }) => text === 'without Bob'), []);
  assert.deepEqual((await ask(bob, 'message:search', { query: 'secret' })).messages, []);
});

test('two people have one direct room, whoever opens it, and nobody else has it', async (t) => {
  const server = await Server.start(t);
  const [ada, bob, eve] = await connect(t, server, 'Ada', 'Bob', 'Eve');
  const [mine, theirs] = await Promise.all([
    ask(ada, 'room:direct', { user: bob.session.user.id }),
    ask(bob, 'room:direct', { user: ada.session.user.id }),
  ]);
  assert.deepEqual(mine, theirs);
  const room = mine.room.slug;
  await ask(ada, 'room:join', { room });
  await ask(bob, 'room:join', { room });
  await ask(ada, 'message:send', { room, text: 'psst' });
  assert.equal((await bob.next('message:new')).text, 'psst');
  assert.equal(await refusal(eve, 'room:join', { room }), 'room_not_found');
  assert.equal(await refusal(ada, 'room:invite', { room, user: eve.session.user.id }), 'forbidden');
  assert.equal(await refusal(bob, 'message:pin', { room, id: crypto.randomUUID(), pinned: true }), 'message_not_found');
  const [summary] = (await ask(bob, 'room:list', {})).rooms.filter((summary) => summary.room.slug === room);
  assert.deepEqual([summary.unread, summary.lastMessage.text], [1, 'psst']);
});

test('who says to be away or busy is so for the others, per person and not per device', async (t) => {
  const server = await Server.start(t);
  const [ada, bob] = await connect(t, server, 'Ada', 'Bob');
  await ada.join();
  await bob.join();
  const phone = await StockClient.connect(t, server, { token: bob.session.token });
  const seen = async () => (await ada.next('presence:changed', ({ user }) => user.name === 'Bob')).status;
  assert.equal(await seen(), 'online');
  await ask(bob, 'presence:set', { status: 'away' });
  await ask(phone, 'presence:set', { status: 'away' });
  assert.equal(await seen(), 'away', 'only when both are');
  await ask(phone, 'presence:set', { status: 'busy' });
  assert.equal(await seen(), 'busy');
  await ask(phone, 'presence:set', { status: 'online' });
  assert.equal(await seen(), 'online', 'one device is enough');
  assert.equal(await refusal(bob, 'presence:set', { status: 'offline' }), 'invalid_payload');
  assert.deepEqual(ada.received('presence:changed'), []);
  phone.socket.close();
  assert.equal(await seen(), 'away', 'what is left of them is');
});

test('another name is seen by others at once, and the old one is free for somebody else', async (t) => {
  const server = await Server.start(t);
  const [ada, bob] = await connect(t, server, 'Ada', 'Bob');
  await ada.join();
  await bob.join();
  await bob.say('as Bob');
  assert.equal(await refusal(bob, 'user:update', { name: 'ADA' }), 'name_taken');
  await ask(bob, 'user:update', { name: 'Robert' });
  assert.deepEqual((await ada.next('user:updated')).user, { id: bob.session.user.id, name: 'Robert' });
  await bob.say('as Robert');
  assert.equal((await ada.next('message:new', ({ text }) => text === 'as Robert')).user.name, 'Robert');
  assert.deepEqual((await ada.join()).people.map(({ user }) => user.name), ['Ada', 'Robert']);
  const [first] = (await ask(ada, 'message:history', { room: 'lobby', after: 0 })).messages;
  assert.equal(first.user.name, 'Bob', 'messages keep the name of their time');
  const [another] = await connect(t, server, 'Bob');
  assert.notEqual(another.session.user.id, bob.session.user.id);
});

test('a name that somebody has is refused at the handshake, whatever its case', async (t) => {
  const server = await Server.start(t);
  await connect(t, server, 'Ada');
  const socket = io(server.url, { auth: { name: 'aDA' }, forceNew: true });
  t.after(() => socket.close());
  const [error] = await once(socket, 'connect_error');
  assert.match(error.message, /^name_taken: /);
  assert.equal(socket.active, false, 'it does not try on: the name is the same');
});
