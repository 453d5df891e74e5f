// Row 10: PedroTech's chat (machadop1407/react-socketio-chat-app, Socket.IO 4) and what was made after it. The page says who
// one is only with what one says, and draws that itself.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, hearing, native, reads } from './frontend.mjs';

const TIME = /^\d{1,2}:\d{1,2}$/;
const said = (author, message, more = {}) => ({ room: '42', author, message, time: '9:5', ...more });

test("people of PedroTech's chat talk in rooms that they name", async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const open = (room = '42') => Frontend.open(t, server, 4, ['receive_message']).emit('join_room', room);
  const [ada, bob, elsewhere] = [open(), open(), open('43')];
  await Promise.all([ada, bob, elsewhere].map((page) => page.connected()));
  ada.emit('send_message', said('Ada', 'Hello <b>Bob</b>'));
  // Untouched; and not to the one who said it.
  await bob.hears(['receive_message', said('Ada', 'Hello <b>Bob</b>')]);
  bob.emit('send_message', said('Bob', 'Hello', { id: 7, reply: { to: 1 } }));
  await ada.hears(['receive_message', said('Bob', 'Hello', { id: 7, reply: { to: 1 } })]);

  // The room is one of everybody's.
  const { room } = await cyd.ask('room:join', { room: '42' });
  await cyd.say('Good morning', room.slug);
  for (const page of [ada, bob]) await page.hears(['receive_message', said('Cyd', 'Good morning', { time: TIME })]);
  await reads(cyd, 'Cyd', 'Good morning', '42');
  bob.emit('send_message', said('Bob', '')).emit('send_message', said('Bob', 'x'.repeat(5001))).emit('send_message', said('Bob', 'Hi Cyd'));
  await reads(cyd, 'Bob', 'Hi Cyd', '42');
  await ada.hears(['receive_message', said('Bob', 'Hi Cyd')]);

  // Who has a name already keeps it, and somebody else with it gets another.
  const other = open().emit('send_message', said('Ada', 'I am new'));
  await reads(cyd, 'Ada 2', 'I am new', '42');
  for (const page of [ada, bob]) await page.hears(['receive_message', said('Ada 2', 'I am new')]);
  elsewhere.emit('send_message', { ...said('Eve', 'alone'), room: '43' });
  ada.emit('send_message', said('Ada', 'bye'));
  for (const page of [bob, other]) await page.hears(['receive_message', said('Ada', 'bye')]);
});

test('a page that was cut off and does not join again is heard, and hears what is said after it', async (t) => {
  const server = await Server.start(t);
  const open = () => Frontend.open(t, server, 4, ['receive_message']).emit('join_room', '42');
  const [ada, bob] = [open(), open()];
  const cyd = await native(t, server, 'Cyd', '42');
  for (const page of [ada, bob]) await hearing(page, 'receive_message', cyd, '42');
  await ada.cut();
  ada.emit('send_message', said('Ada', 'Where was I?'));
  await bob.skipTo('receive_message', said('Ada', 'Where was I?'));
  await hearing(ada, 'receive_message', cyd, '42');
});
