// Rows 8 and 9: the chat applications of Andrew Mead's Node courses: the third edition (Socket.IO 2) and the one before, whose
// copies use 1 and 2.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, justNow, native, reads, sees } from './frontend.mjs';

const third = (t, server) => Frontend.open(t, server, 2, ['message', 'locationMessage', 'roomData']);
const second = (t, server, major = 2) => Frontend.open(t, server, major, ['newMessage', 'newLocationMessage', 'updateUserList']);

test("people of Mead's third course come, talk, say where they are and go", async (t) => {
  const ROOM = 'node';
  const message = (username, text) => ['message', { username, text, createdAt: justNow }];
  const people = (...names) => ['roomData', { room: ROOM, users: names.map((username) => ({ id: anId, username, room: ROOM })) }];
  const server = await Server.start(t);
  const ada = third(t, server);
  assert.deepEqual(await ada.ask('join', { username: 'Ada', room: 'Node' }), []);
  await ada.hears(message('Admin', 'Welcome!'), people('ada'));
  const bob = third(t, server);
  assert.deepEqual(await bob.ask('join', { username: 'ada', room: 'node' }), ['Username is in use!']);
  assert.deepEqual(await bob.ask('join', { username: '', room: 'node' }), ['Username and room are required!']);
  assert.deepEqual(await bob.ask('join', { username: 'Bob', room: 'node' }), []);
  await bob.hears(message('Admin', 'Welcome!'), people('ada', 'bob'));
  await ada.hears(message('Admin', 'bob has joined!'), people('ada', 'bob'));

  assert.deepEqual(await ada.ask('sendMessage', 'Hello <Bob>'), []);
  for (const page of [ada, bob]) await page.hears(message('ada', 'Hello <Bob>'));
  // The button is enabled again, and the page may log why.
  for (const wrong of ['', 'x'.repeat(5001)]) {
    const [error] = await bob.ask('sendMessage', wrong);
    assert.equal(typeof error, 'string');
  }
  assert.deepEqual(await bob.ask('sendLocation', { latitude: 48.2, longitude: -16.25 }), []);
  const url = 'https://google.com/maps?q=48.2,-16.25';
  for (const page of [ada, bob]) await page.hears(['locationMessage', { username: 'bob', url, createdAt: justNow }]);

  const cyd = await native(t, server, 'Cyd', 'node');
  for (const page of [ada, bob]) await page.hears(message('Admin', 'Cyd has joined!'), people('ada', 'bob', 'Cyd'));
  await cyd.say('Good morning', 'node');
  for (const page of [ada, bob]) await page.hears(message('Cyd', 'Good morning'));
  await reads(cyd, 'Cyd', 'Good morning', 'node');
  await bob.ask('sendLocation', { latitude: 1, longitude: 2 });
  await reads(cyd, 'bob', 'https://google.com/maps?q=1,2', 'node');
  await ada.hears(['locationMessage', { username: 'bob', url: 'https://google.com/maps?q=1,2', createdAt: justNow }]);

  bob.socket.close();
  await ada.hears(message('Admin', 'bob has left!'), people('ada', 'Cyd'));
  await sees(cyd, 'bob', 'offline', 'node');
});

test('who comes to the third course later reads what was said', async (t) => {
  const server = await Server.start(t);
  const ada = third(t, server);
  await ada.ask('join', { username: 'Ada', room: 'node' });
  await ada.ask('sendMessage', 'one');
  ada.socket.close();
  const again = third(t, server);
  assert.deepEqual(await again.ask('join', { username: 'Ada', room: 'node' }), []);
  await again.hears(
    ['message', { username: 'ada', text: 'one', createdAt: justNow }],
    ['message', { username: 'Admin', text: 'Welcome!', createdAt: justNow }],
    ['roomData', { room: 'node', users: [{ id: anId, username: 'ada', room: 'node' }] }],
  );
});

test("people of Mead's second course come, talk, say where they are and go", async (t) => {
  const message = (from, text) => ['newMessage', { from, text, createdAt: justNow }];
  const server = await Server.start(t);
  const ada = second(t, server, 1);
  assert.deepEqual(await ada.ask('join', { name: '', room: 'Node' }), ['Name and room name are required.']);
  assert.deepEqual(await ada.ask('join', { name: 'Ada', room: 'Node' }), []);
  await ada.hears(['updateUserList', ['Ada']], message('Admin', 'Welcome to the chat app'));
  const bob = second(t, server);
  assert.deepEqual(await bob.ask('join', { name: 'Bob', room: 'Node' }), []);
  await bob.hears(['updateUserList', ['Ada', 'Bob']], message('Admin', 'Welcome to the chat app'));
  await ada.hears(['updateUserList', ['Ada', 'Bob']], message('Admin', 'Bob has joined.'));

  // The second page of the course names nobody, the first one `User`: the server knows better.
  await ada.ask('createMessage', { text: 'Hello <Bob>' });
  for (const page of [ada, bob]) await page.hears(message('Ada', 'Hello <Bob>'));
  await bob.ask('createMessage', { from: 'User', text: 'Hello' });
  for (const page of [ada, bob]) await page.hears(message('Bob', 'Hello'));
  for (const wrong of [{ text: '' }, { text: 'x'.repeat(5001) }, {}]) await bob.ask('createMessage', wrong);
  bob.emit('createLocationMessage', { latitude: 48.2, longitude: 16.25 });
  const url = 'https://www.google.com/maps?q=48.2,16.25';
  for (const page of [ada, bob]) await page.hears(['newLocationMessage', { from: 'Bob', url, createdAt: justNow }]);

  const cyd = await native(t, server, 'Cyd', 'node');
  for (const page of [ada, bob]) await page.hears(['updateUserList', ['Ada', 'Bob', 'Cyd']], message('Admin', 'Cyd has joined.'));
  await cyd.say('Good morning', 'node');
  for (const page of [ada, bob]) await page.hears(message('Cyd', 'Good morning'));
  await reads(cyd, 'Cyd', 'Good morning', 'node');
  await bob.ask('createMessage', { text: 'Hi Cyd' });
  await reads(cyd, 'Bob', 'Hi Cyd', 'node');
  await ada.hears(message('Bob', 'Hi Cyd'));

  bob.socket.close();
  await ada.hears(['updateUserList', ['Ada', 'Cyd']], message('Admin', 'Bob has left'));
  const dan = second(t, server);
  assert.deepEqual(await dan.ask('join', { name: 'Dan', room: 'Node' }), []);
  await dan.hears(
    message('Ada', 'Hello <Bob>'), message('Bob', 'Hello'),
    ['newLocationMessage', { from: 'Bob', url, createdAt: justNow }],
    message('Cyd', 'Good morning'), message('Bob', 'Hi Cyd'),
    ['updateUserList', ['Ada', 'Cyd', 'Dan']], message('Admin', 'Welcome to the chat app'),
  );
});
