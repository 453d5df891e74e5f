// Row 3: examples/chat of the Socket.IO repository (Socket.IO 4, and 2 before), and its Android and iOS editions. A page draws
// its own messages itself, and says its name again after a reconnect.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, native, reads, sees } from './frontend.mjs';

const LISTENS = ['login', 'user joined', 'user left', 'new message', 'typing', 'stop typing'];

/** A page, which says its name when it has come back, too. */
function open(t, server, name, major = 4) {
  const page = Frontend.open(t, server, major, LISTENS);
  let before = false;
  page.socket.on('connect', () => {
    if (before) page.emit('add user', name);
    before = true;
  });
  return page.emit('add user', name);
}

test('people of the official chat example come, type, talk and go', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada');
  await ada.hears(['login', { numUsers: 1 }]);
  const bob = open(t, server, 'Bob', 2);
  await bob.hears(['login', { numUsers: 2 }]);
  await ada.hears(['user joined', { username: 'Bob', numUsers: 2 }]);

  // Saying one's name twice is nothing.
  ada.emit('add user', 'Eve').emit('typing');
  await bob.hears(['typing', { username: 'Ada' }]);
  ada.emit('stop typing');
  await bob.hears(['stop typing', { username: 'Ada' }]);

  // No echo: what Ada hears next is Bob's.
  ada.emit('new message', 'Hello Bob');
  await bob.hears(['new message', { username: 'Ada', message: 'Hello Bob' }]);
  bob.emit('new message', 'Hello Ada');
  await ada.hears(['new message', { username: 'Bob', message: 'Hello Ada' }]);

  // Somebody native is one more of them.
  const cyd = await native(t, server, 'Cyd');
  for (const page of [ada, bob]) await page.hears(['user joined', { username: 'Cyd', numUsers: 3 }]);
  await cyd.typing(true);
  for (const page of [ada, bob]) await page.hears(['typing', { username: 'Cyd' }]);
  await cyd.typing(false);
  for (const page of [ada, bob]) await page.hears(['stop typing', { username: 'Cyd' }]);
  await cyd.say('Good morning');
  for (const page of [ada, bob]) await page.hears(['new message', { username: 'Cyd', message: 'Good morning' }]);
  await reads(cyd, 'Cyd', 'Good morning');
  bob.emit('typing');
  await cyd.next('typing:changed', ({ user, typing }) => user.name === 'Bob' && typing);
  await ada.hears(['typing', { username: 'Bob' }]);

  // The page escapes what it sends; nobody else should see that.
  bob.emit('new message', '1 &lt; 2 &amp;&amp; 3 &gt; 2');
  await reads(cyd, 'Bob', '1 < 2 && 3 > 2');

  bob.socket.close();
  await sees(cyd, 'Bob', 'offline');
});

test('the official chat example counts those who are here, and knows who left', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, 'Ada');
  await ada.hears(['login', { numUsers: 1 }]);
  // Its server lets anybody have any name.
  const other = open(t, server, 'ada');
  await other.hears(['login', { numUsers: 2 }]);
  await ada.hears(['user joined', { username: 'ada 2', numUsers: 2 }]);
  other.emit('new message', 'me too');
  await ada.hears(['new message', { username: 'ada 2', message: 'me too' }]);
  other.socket.close();
  await ada.hears(['user left', { username: 'ada 2', numUsers: 1 }]);

  // Who loses the connection comes back under the same name, and is counted once.
  const bob = open(t, server, 'Bob');
  await bob.hears(['login', { numUsers: 2 }]);
  await ada.hears(['user joined', { username: 'Bob', numUsers: 2 }]);
  await bob.cut();
  await bob.hears(['login', { numUsers: 2 }]);
  await ada.hears(['user left', { username: 'Bob', numUsers: 1 }], ['user joined', { username: 'Bob', numUsers: 2 }]);
});
