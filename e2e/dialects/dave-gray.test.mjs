// Row 16: Dave Gray's chat with rooms (Socket.IO 4). Its page writes names and texts of messages into the page as HTML, and
// everything else as text.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, native, reads, sees } from './frontend.mjs';

const TIME = /^(1[0-2]|[1-9]):[0-5]\d:[0-5]\d [AP]M$/;
const message = (name, text) => ['message', { name, text, time: TIME }];
const admin = (text) => message('Admin', text);
const users = (room, ...names) => ['userList', { users: names.map((name) => ({ id: anId, name, room })) }];
const rooms = (...names) => ['roomList', { rooms: names }];
const LISTENS = ['message', 'userList', 'activity'];
const open = (t, server, name, room, listens = LISTENS) => Frontend.open(t, server, 4, listens).emit('enterRoom', { name, room });

test("people of Dave Gray's chat come, type, talk, change rooms and go", async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada', 'Tea');
  await ada.hears(admin('Welcome to Chat App!'), admin('You have joined the Tea chat room'), users('Tea', 'Ada'));
  const bob = open(t, server, 'Bob', 'Tea');
  await bob.hears(admin('Welcome to Chat App!'), admin('You have joined the Tea chat room'), users('Tea', 'Ada', 'Bob'));
  await ada.hears(admin('Bob has joined the room'), users('Tea', 'Ada', 'Bob'));

  ada.emit('activity', 'Ada');
  await bob.hears(['activity', 'Ada']);
  ada.emit('message', { name: 'Ada', text: 'Hello Bob' });
  for (const page of [ada, bob]) await page.hears(message('Ada', 'Hello Bob'));
  bob.emit('message', { name: 'Bob', text: '<img src=x onerror="alert(1)"> & \'so on\'' });
  for (const page of [ada, bob]) {
    await page.hears(message('Bob', '&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;so on&#39;'));
  }
  for (const text of ['', 'x'.repeat(5001)]) bob.emit('message', { name: 'Bob', text });

  // Somebody native, whose name is as they chose it where the page takes it for text.
  const cyd = await native(t, server, '<Cyd>', 'tea');
  for (const page of [ada, bob]) {
    await page.hears(admin('&lt;Cyd&gt; has joined the room'), users('Tea', 'Ada', 'Bob', '<Cyd>'));
  }
  await cyd.say('Good morning', 'tea');
  for (const page of [ada, bob]) await page.hears(message('&lt;Cyd&gt;', 'Good morning'));
  await reads(cyd, '<Cyd>', 'Good morning', 'tea');
  bob.emit('message', { name: 'Bob', text: '1 < 2' });
  await reads(cyd, 'Bob', '1 < 2', 'tea');
  await ada.hears(message('Bob', '1 &lt; 2'));

  // Entering another room is leaving this one.
  bob.emit('enterRoom', { name: 'Bob', room: 'Coffee' });
  await ada.hears(admin('Bob has left the room'), users('Tea', 'Ada', '<Cyd>'));
  await sees(cyd, 'Bob', 'offline', 'tea');
  await bob.hears(
    message('Bob', '1 &lt; 2'),
    admin('You have joined the Coffee chat room'), users('Coffee', 'Bob'),
  );
  bob.emit('message', { name: 'Bob', text: 'only here' });
  await bob.hears(message('Bob', 'only here'));
  bob.socket.close();

  // Who comes later reads what was said.
  const dan = open(t, server, 'Dan', 'Tea');
  await dan.hears(
    admin('Welcome to Chat App!'),
    message('Ada', 'Hello Bob'), message('Bob', '&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &#39;so on&#39;'),
    message('&lt;Cyd&gt;', 'Good morning'), message('Bob', '1 &lt; 2'),
    admin('You have joined the Tea chat room'), users('Tea', 'Ada', '<Cyd>', 'Dan'),
  );
});

test('the rooms that pages are in are listed wherever one is, and before one is anywhere', async (t) => {
  const server = await Server.start(t);
  const lists = (...room) => open(t, server, ...room, ['roomList']);
  const eve = Frontend.open(t, server, 4, ['roomList']);
  await eve.connected();
  const ada = lists('Ada', 'Tea');
  await ada.skipTo(...rooms('Tea'));
  await eve.skipTo(...rooms('Tea'));
  const bob = lists('Bob', 'Coffee');
  for (const page of [ada, bob, eve]) await page.skipTo(...rooms('Coffee', 'Tea'));
  bob.emit('enterRoom', { name: 'Bob', room: 'Tea' });
  for (const page of [ada, bob, eve]) await page.skipTo(...rooms('Tea'));
  bob.emit('enterRoom', { name: 'Bob', room: 'Water' });
  for (const page of [ada, bob, eve]) await page.skipTo(...rooms('Tea', 'Water'));
  bob.socket.close();
  for (const page of [ada, eve]) await page.skipTo(...rooms('Tea'));
});

test('a room is listed for as long as somebody of a listed page is in it, whoever else goes', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada', 'lobby');
  await ada.hears(admin('Welcome to Chat App!'), admin('You have joined the lobby chat room'), users('lobby', 'Ada'));
  // Somebody of the chat platform, who is in the lobby without having asked for it.
  const answer = await fetch(new URL('/signup', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'Bob', password: 'not looked at' }),
  });
  const [cookie] = answer.headers.getSetCookie()[0].split(';');
  const bob = Frontend.open(t, server, 4, [], { extraHeaders: { cookie } });
  await bob.ask('channel:list', { size: 100 });
  await ada.hears(admin('Bob has joined the room'), users('lobby', 'Ada', 'Bob'));
  bob.socket.close();
  await ada.hears(admin('Bob has left the room'), users('lobby', 'Ada'));
  const cyd = open(t, server, 'Cyd', 'Tea', ['roomList']);
  await cyd.skipTo(...rooms('lobby', 'Tea'));
});
