// Rows 12 and 13: Web Dev Simplified's chats, without and with rooms (Socket.IO 2). A page draws its own messages itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { Frontend, hearing, native, reads, sees } from './frontend.mjs';

const open = (t, server) => Frontend.open(t, server, 2, ['chat-message', 'user-connected', 'user-disconnected']);

test("people of Web Dev Simplified's simple chat come, talk and go", async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const ada = open(t, server).emit('new-user', 'Ada');
  await sees(cyd, 'Ada', 'online');
  const bob = open(t, server).emit('new-user', 'Bob');
  await ada.hears(['user-connected', 'Bob']);
  ada.emit('send-chat-message', 'Hello <b>Bob</b>');
  await bob.hears(['chat-message', { message: 'Hello <b>Bob</b>', name: 'Ada' }]);
  bob.emit('send-chat-message', '').emit('send-chat-message', 'x'.repeat(5001)).emit('send-chat-message', 'Hello');
  await ada.hears(['chat-message', { message: 'Hello', name: 'Bob' }]);
  await cyd.say('Good morning');
  for (const page of [ada, bob]) await page.hears(['chat-message', { message: 'Good morning', name: 'Cyd' }]);
  await reads(cyd, 'Ada', 'Hello <b>Bob</b>');
  await reads(cyd, 'Bob', 'Hello');

  // Its server takes any name.
  const other = open(t, server).emit('new-user', 'Ada');
  for (const page of [ada, bob]) await page.hears(['user-connected', 'Ada 2']);
  other.socket.close();
  for (const page of [ada, bob]) await page.hears(['user-disconnected', 'Ada 2']);
  const dan = await native(t, server, 'Dan');
  for (const page of [ada, bob]) await page.hears(['user-connected', 'Dan']);
  await dan.ask('room:leave', { room: 'lobby' });
  for (const page of [ada, bob]) await page.hears(['user-disconnected', 'Dan']);
});

test("people of Web Dev Simplified's chat with rooms are each in theirs", async (t) => {
  const server = await Server.start(t);
  const room = 'web dev';
  const ada = open(t, server).emit('new-user', room, 'Ada');
  const dan = await native(t, server, 'Dan', 'web-dev');
  // Its page is told nothing of its own coming; others see it.
  await until(() => dan.ask('room:join', { room: 'web-dev' }), ({ people }) => people.some(({ user }) => user.name === 'Ada'));
  const cyd = await native(t, server, 'Cyd', 'web-dev');
  await ada.skipTo('user-connected', 'Cyd');
  const bob = open(t, server).emit('new-user', room, 'Bob');
  await ada.hears(['user-connected', 'Bob']);
  await sees(cyd, 'Bob', 'online', 'web-dev');
  const eve = open(t, server).emit('new-user', 'elsewhere', 'Eve');

  ada.emit('send-chat-message', room, 'Hello Bob');
  await bob.hears(['chat-message', { message: 'Hello Bob', name: 'Ada' }]);
  bob.emit('send-chat-message', room, 'Hello Ada');
  await ada.hears(['chat-message', { message: 'Hello Ada', name: 'Bob' }]);
  await cyd.say('Good morning', 'web-dev');
  for (const page of [ada, bob]) await page.hears(['chat-message', { message: 'Good morning', name: 'Cyd' }]);
  await reads(cyd, 'Ada', 'Hello Bob', 'web-dev');
  bob.socket.close();
  await ada.hears(['user-disconnected', 'Bob']);
  eve.emit('send-chat-message', 'elsewhere', 'alone');
  ada.emit('send-chat-message', room, 'bye');
  await reads(cyd, 'Bob', 'Hello Ada', 'web-dev');
  await reads(cyd, 'Cyd', 'Good morning', 'web-dev');
  await reads(cyd, 'Ada', 'bye', 'web-dev');
});

test('a page with the list of rooms is told of each new one, and the page of a room is not', async (t) => {
  const server = await Server.start(t);
  const listens = ['room-created', 'chat-message'];
  const list = Frontend.open(t, server, 2, listens);
  await list.connected();
  const ada = Frontend.open(t, server, 2, listens).emit('new-user', 'tea room', 'Ada');
  const told = [];
  ada.socket.on('room-created', (room) => told.push(room));
  await list.hears(['room-created', 'tea room']);
  const cyd = await native(t, server, 'Cyd', 'tea-room');
  await hearing(ada, 'chat-message', cyd, 'tea-room');
  // One that is there already is not new, whoever comes.
  await hearing(Frontend.open(t, server, 2, listens).emit('new-user', 'tea room', 'Bob'), 'chat-message', cyd, 'tea-room');
  Frontend.open(t, server, 2, []).emit('new-user', 'coffee', 'Eve');
  await list.hears(['room-created', 'coffee']);
  await cyd.say('Bye', 'tea-room');
  await ada.skipTo('chat-message', { message: 'Bye', name: 'Cyd' });
  assert.deepEqual([list.unheard, told], [[], []]);
});

test('a page that was cut off and does not say again who it is goes on without a name', async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const [ada, bob] = ['Ada', 'Bob'].map((name) => open(t, server).emit('new-user', name));
  for (const page of [ada, bob]) await hearing(page, 'chat-message', cyd);
  await ada.cut();
  await bob.skipTo('user-disconnected', 'Ada');
  ada.emit('send-chat-message', 'Where was I?');
  await bob.skipTo('chat-message', { message: 'Where was I?', name: /^Guest / });
  await hearing(ada, 'chat-message', cyd);
});
