// Row 1: the page of "Get started", socketio/chat-example (Socket.IO 4). It has no names and no rooms, and shows what it hears.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, native, reads } from './frontend.mjs';

const open = (t, server) => Frontend.open(t, server, 4, ['chat message']);

test('pages of "Get started" talk in the lobby, as guests', async (t) => {
  const server = await Server.start(t);
  const ada = await native(t, server, 'Ada');
  const [one, two] = [open(t, server), open(t, server)];

  // A page that has never said anything hears what is said.
  await Promise.all([one.connected(), two.connected()]);
  await ada.say('Anybody here?');
  for (const page of [one, two]) await page.hears(['chat message', 'Ada: Anybody here?']);
  await reads(ada, 'Ada', 'Anybody here?');

  // What it says comes back to it, and is to the letter what everybody gets.
  const text = '<b>Hello</b> & "you" 👋';
  one.emit('chat message', text);
  for (const page of [one, two]) await page.hears(['chat message', text]);
  const first = await ada.next('message:new');
  two.emit('chat message', 'Hi').emit('chat message', 'there');
  for (const page of [one, two]) await page.hears(['chat message', 'Hi'], ['chat message', 'there']);
  const second = await ada.next('message:new');
  assert.notEqual(first.user.id, second.user.id, 'two pages are two people');
  assert.notEqual(first.user.name, second.user.name);
  assert.equal(first.user.verified, undefined);

  // Nothing and too much are nothing; and what follows arrives.
  one.emit('chat message', '').emit('chat message', 'x'.repeat(5001)).emit('chat message', 'still here');
  for (const page of [one, two]) await page.hears(['chat message', 'still here']);
  await reads(ada, second.user.name, 'there');
  await reads(ada, first.user.name, 'still here');
});

test('a page of "Get started" that is opened later has what was said before', async (t) => {
  const server = await Server.start(t);
  const one = open(t, server).emit('chat message', 'first').emit('chat message', 'second');
  await one.hears(['chat message', 'first'], ['chat message', 'second']);
  const two = open(t, server);
  await two.hears(['chat message', 'first'], ['chat message', 'second']);
  two.emit('chat message', 'third');
  for (const page of [one, two]) await page.hears(['chat message', 'third']);
});
