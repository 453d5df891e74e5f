// Row 21: Devdactic's Ionic chats: ng-socket-io with `set-nickname` (Socket.IO 1), ngx-socket-io with `set-name` (Socket.IO 2).
// Everybody hears of their own coming, too.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, justNowIso, native, reads, sees } from './frontend.mjs';

const open = (t, server, major) => Frontend.open(t, server, major, ['message', 'users-changed']);

test("people of Devdactic's chats come, talk and go", async (t) => {
  const server = await Server.start(t);
  const older = (from, text) => ['message', { text, from, created: justNowIso }];
  const newer = (user, msg) => ['message', { msg, user, createdAt: justNowIso }];
  const changed = (user, event) => ['users-changed', { user, event }];

  const ada = open(t, server, 1).emit('set-nickname', 'Ada');
  await ada.hears(changed('Ada', 'joined'));
  const bob = open(t, server, 2).emit('set-name', 'Bob');
  for (const page of [ada, bob]) await page.hears(changed('Bob', 'joined'));
  ada.emit('add-message', { text: 'Hello <b>Bob</b>' });
  await ada.hears(older('Ada', 'Hello <b>Bob</b>'));
  await bob.hears(newer('Ada', 'Hello <b>Bob</b>'));
  for (const text of ['', 'x'.repeat(5001)]) bob.emit('send-message', { text });
  bob.emit('send-message', { text: 'Hello' });
  await ada.hears(older('Bob', 'Hello'));
  await bob.hears(newer('Bob', 'Hello'));

  const cyd = await native(t, server, 'Cyd');
  for (const page of [ada, bob]) await page.hears(changed('Cyd', 'joined'));
  await cyd.say('Good morning');
  await ada.hears(older('Cyd', 'Good morning'));
  await bob.hears(newer('Cyd', 'Good morning'));
  await reads(cyd, 'Cyd', 'Good morning');
  bob.emit('send-message', { text: 'Hi Cyd' });
  await reads(cyd, 'Bob', 'Hi Cyd');
  await ada.hears(older('Bob', 'Hi Cyd'));
  bob.socket.close();
  await ada.hears(changed('Bob', 'left'));
  await sees(cyd, 'Bob', 'offline');

  const again = open(t, server, 2).emit('set-name', 'Bob');
  await again.hears(
    newer('Ada', 'Hello <b>Bob</b>'), newer('Bob', 'Hello'), newer('Cyd', 'Good morning'), newer('Bob', 'Hi Cyd'),
    changed('Bob', 'joined'),
  );
});
