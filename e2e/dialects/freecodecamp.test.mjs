// Row 11: the chat of freeCodeCamp's tutorial with HarperDB, and its copies (Socket.IO 4).

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, justNow, like, native, reads, sees } from './frontend.mjs';

const ROOM = 'javascript';
const bot = (message) => ['receive_message', { message, username: 'ChatBot', __createdtime__: justNow }];
const users = (...names) => ['chatroom_users', names.map((username) => ({ id: anId, username, room: ROOM }))];
/** The page has it as a text, and parses that. */
const last100 = (...messages) => {
  const rows = messages.map(([username, message]) => ({ message, username, room: ROOM, __createdtime__: justNow }));
  return ['last_100_messages', (text) => like(JSON.parse(text), rows) === undefined];
};
const LISTENS = ['receive_message', 'chatroom_users', 'last_100_messages'];
const open = (t, server, username) => Frontend.open(t, server, 4, LISTENS).emit('join_room', { username, room: ROOM });

test("people of freeCodeCamp's chat come, talk, leave and come again", async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada');
  await ada.hears(bot('Welcome Ada'), users('Ada'), last100());
  // Some copies have another word for it, which is ChatCord's as well; so they say whose they are.
  const bob = Frontend.open(t, server, 4, LISTENS, { search: '?dialect=freecodecamp' }).emit('joinRoom', { username: 'Bob', room: ROOM });
  await bob.hears(bot('Welcome Bob'), users('Ada', 'Bob'), last100());
  await ada.hears(bot('Bob has joined the chat room'), users('Ada', 'Bob'));

  // The same object comes back to everybody.
  const said = { username: 'Ada', room: ROOM, message: 'Hello <b>Bob</b>', __createdtime__: Date.now() };
  ada.emit('send_message', said);
  for (const page of [ada, bob]) await page.hears(['receive_message', said]);
  for (const message of ['', 'x'.repeat(5001)]) bob.emit('send_message', { ...said, username: 'Bob', message });

  const cyd = await native(t, server, 'Cyd', ROOM);
  for (const page of [ada, bob]) await page.hears(bot('Cyd has joined the chat room'), users('Ada', 'Bob', 'Cyd'));
  await cyd.say('Good morning', ROOM);
  const morning = { message: 'Good morning', username: 'Cyd', room: ROOM, __createdtime__: justNow };
  for (const page of [ada, bob]) await page.hears(['receive_message', morning]);
  await reads(cyd, 'Cyd', 'Good morning', ROOM);

  // Who leaves the room gets nothing of it any more.
  bob.emit('leave_room', { username: 'Bob', room: ROOM, __createdtime__: Date.now() });
  await ada.hears(users('Ada', 'Cyd'), bot('Bob has left the chat'));
  await sees(cyd, 'Bob', 'offline', ROOM);
  await cyd.say('Bye, Bob', ROOM);
  await ada.hears(['receive_message', { ...morning, message: 'Bye, Bob' }]);

  // Back, with what was said meanwhile.
  bob.emit('join_room', { username: 'Bob', room: ROOM });
  await bob.hears(
    bot('Welcome Bob'), users('Ada', 'Bob', 'Cyd'),
    last100(['Ada', 'Hello <b>Bob</b>'], ['Cyd', 'Good morning'], ['Cyd', 'Bye, Bob']),
  );
  await ada.hears(bot('Bob has joined the chat room'), users('Ada', 'Bob', 'Cyd'));
  bob.socket.close();
  await ada.hears(users('Ada', 'Cyd'), bot('Bob has left the chat'));
});

test('a page that was cut off and does not join again is who it was as soon as it says something', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada');
  await ada.hears(bot('Welcome Ada'), users('Ada'), last100());
  const bob = open(t, server, 'Bob');
  await bob.skipTo(...users('Ada', 'Bob'));
  await ada.cut();
  await bob.skipTo(...users('Bob'));
  const said = { username: 'Ada', room: ROOM, message: 'Where was I?', __createdtime__: Date.now() };
  ada.emit('send_message', said);
  await bob.skipTo('receive_message', said);
  await ada.skipTo('receive_message', said);
});
