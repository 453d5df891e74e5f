// Row 6: ChatCord (bradtraversy/chatcord and its many copies; Socket.IO 4, and 2 before).

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, native, reads, sees } from './frontend.mjs';

const TIME = /^(1[0-2]|[1-9]):[0-5]\d [ap]m$/;
const ROOM = 'JavaScript';

const open = (t, server, username, major = 4, room = ROOM) =>
  Frontend.open(t, server, major, ['message', 'roomUsers']).emit('joinRoom', { username, room });
const message = (username, text) => ['message', { username, text, time: TIME }];
const bot = (text) => message('ChatCord Bot', text);
const users = (...names) => ['roomUsers', { room: ROOM, users: names.map((username) => ({ id: anId, username, room: ROOM })) }];

test('people of ChatCord come, talk and go', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada');
  await ada.hears(bot('Welcome to ChatCord!'), users('Ada'));
  const bob = open(t, server, 'Bob', 2);
  await bob.hears(bot('Welcome to ChatCord!'), users('Ada', 'Bob'));
  await ada.hears(bot('Bob has joined the chat'), users('Ada', 'Bob'));

  // One's own message comes back, once. The page shows it as text, so it is as it was written.
  ada.emit('chatMessage', '<script>alert(1)</script>');
  for (const page of [ada, bob]) await page.hears(message('Ada', '<script>alert(1)</script>'));
  // Nothing, and too much, is not sent; what follows is.
  bob.emit('chatMessage', '').emit('chatMessage', 'x'.repeat(5001)).emit('chatMessage', 'Hi!');
  for (const page of [ada, bob]) await page.hears(message('Bob', 'Hi!'));

  const cyd = await native(t, server, 'Cyd', 'javascript');
  for (const page of [ada, bob]) await page.hears(bot('Cyd has joined the chat'), users('Ada', 'Bob', 'Cyd'));
  await cyd.say('Good morning', 'javascript');
  for (const page of [ada, bob]) await page.hears(message('Cyd', 'Good morning'));
  await reads(cyd, 'Cyd', 'Good morning', 'javascript');
  bob.emit('chatMessage', 'Welcome, Cyd');
  await reads(cyd, 'Bob', 'Welcome, Cyd', 'javascript');
  await ada.hears(message('Bob', 'Welcome, Cyd'));

  bob.socket.close();
  await ada.hears(bot('Bob has left the chat'), users('Ada', 'Cyd'));
  await sees(cyd, 'Bob', 'offline', 'javascript');
});

test('who comes to ChatCord later reads what was said, keeps the name, and is in no other room', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada').emit('chatMessage', 'one').emit('chatMessage', 'two');
  await ada.hears(bot('Welcome to ChatCord!'), users('Ada'), message('Ada', 'one'), message('Ada', 'two'));
  const elsewhere = open(t, server, 'Eve', 4, 'Python');
  await elsewhere.hears(bot('Welcome to ChatCord!'), ['roomUsers', { room: 'Python', users: [{ id: anId, username: 'Eve', room: 'Python' }] }]);

  // The page is loaded again: the connection ends, another comes, and says the same.
  ada.socket.close();
  const again = open(t, server, 'Ada');
  await again.hears(message('Ada', 'one'), message('Ada', 'two'), bot('Welcome to ChatCord!'), users('Ada'));
  // Its server would take a name twice.
  const other = open(t, server, 'Ada');
  await other.hears(message('Ada', 'one'), message('Ada', 'two'), bot('Welcome to ChatCord!'), users('Ada', 'Ada 2'));
  await again.hears(bot('Ada 2 has joined the chat'), users('Ada', 'Ada 2'));
  elsewhere.emit('chatMessage', 'only here');
  await elsewhere.hears(message('Eve', 'only here'));
  other.emit('chatMessage', 'three');
  await again.hears(message('Ada 2', 'three'));
});
