// Row 7: JavaScript Mastery's chat application (adrianhajdin/project_chat_application, Socket.IO 2). Its page knows its own
// messages by its name in lower case, and clears its input when the server calls back.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, native, reads, sees } from './frontend.mjs';

const ROOM = 'the kitchen';
const message = (user, text) => ['message', { user, text }];
const people = (...names) => ['roomData', { room: ROOM, users: names.map((name) => ({ id: anId, name, room: ROOM })) }];
const open = (t, server) => Frontend.open(t, server, 2, ['message', 'roomData']);

test("people of JavaScript Mastery's chat come, talk and go", async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server);
  assert.deepEqual(await ada.ask('join', { name: ' Ada ', room: 'The Kitchen' }), []);
  await ada.hears(message('admin', 'ada, welcome to room the kitchen.'), people('ada'));
  const bob = open(t, server);
  assert.deepEqual(await bob.ask('join', { name: 'BOB', room: 'the kitchen ' }), []);
  await bob.hears(message('admin', 'bob, welcome to room the kitchen.'), people('ada', 'bob'));
  await ada.hears(message('admin', 'bob has joined!'), people('ada', 'bob'));

  // The echo has come when the input is cleared.
  assert.deepEqual(await ada.ask('sendMessage', 'Hello <Bob>'), []);
  for (const page of [ada, bob]) await page.hears(message('ada', 'Hello <Bob>'));
  // Whatever is wrong with a message: the input is cleared.
  for (const wrong of ['', 'x'.repeat(5001), null, { text: 'no' }]) await bob.ask('sendMessage', wrong);

  const cyd = await native(t, server, 'Cyd', 'the-kitchen');
  for (const page of [ada, bob]) await page.hears(message('admin', 'Cyd has joined!'), people('ada', 'bob', 'Cyd'));
  await cyd.say('Good morning', 'the-kitchen');
  for (const page of [ada, bob]) await page.hears(message('Cyd', 'Good morning'));
  await reads(cyd, 'Cyd', 'Good morning', 'the-kitchen');
  await bob.ask('sendMessage', 'Hi Cyd');
  await reads(cyd, 'bob', 'Hi Cyd', 'the-kitchen');
  await ada.hears(message('bob', 'Hi Cyd'));

  bob.socket.close();
  await ada.hears(message('Admin', 'bob has left.'), people('ada', 'Cyd'));
  await sees(cyd, 'bob', 'offline', 'the-kitchen');
});

test("JavaScript Mastery's chat says why one cannot come in, and remembers what was said", async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server);
  await ada.ask('join', { name: 'Ada', room: ROOM });
  await ada.ask('sendMessage', 'one');
  const other = open(t, server);
  assert.deepEqual(await other.ask('join', { name: 'ADA ', room: ROOM }), ['Username is taken.']);
  assert.deepEqual(await other.ask('join', { name: ' ', room: ROOM }), ['Username and room are required.']);
  assert.deepEqual(await other.ask('join', { name: 'Bob', room: '' }), ['Username and room are required.']);
  const [refusal] = await other.ask('join', { name: 'x'.repeat(33), room: ROOM });
  assert.equal(typeof refusal, 'string');
  assert.deepEqual(await other.ask('join', { name: 'Bob', room: ROOM }), []);
  await other.hears(message('ada', 'one'), message('admin', 'bob, welcome to room the kitchen.'), people('ada', 'bob'));
});

test('in another room somebody may have the same name, of which everybody there makes another', async (t) => {
  const server = await Server.start(t);
  await open(t, server).ask('join', { name: 'Ada', room: ROOM });
  const other = open(t, server);
  assert.deepEqual(await other.ask('join', { name: 'ADA', room: 'garden' }), []);
  await other.hears(
    message('admin', 'ada, welcome to room garden.'),
    ['roomData', { room: 'garden', users: [{ id: anId, name: 'ada 2', room: 'garden' }] }],
  );
  const cyd = await native(t, server, 'Cyd', 'garden');
  await other.skipTo('message', { user: 'admin', text: 'Cyd has joined!' });
  assert.deepEqual(await other.ask('sendMessage', 'Hello'), []);
  // Its page knows its own by the name it gave.
  await other.skipTo('message', { user: 'ada', text: 'Hello' });
  await reads(cyd, 'ada 2', 'Hello', 'garden');
  assert.deepEqual(await open(t, server).ask('join', { name: 'Cyd', room: 'garden' }), ['Username is taken.']);
});
