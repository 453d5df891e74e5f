// Row 14: Novu's "Open Chat" (Socket.IO 4). Everybody hears who is here, even before they say who they are, and a page keeps
// the object it sent.

import { test } from 'node:test';

import { Server } from '../support/server.mjs';
import { Frontend, anId, native, reads, sees } from './frontend.mjs';

const LISTENS = ['newUserResponse', 'messageResponse', 'typingResponse'];

/** A page; its person sees who is there, and signs in. */
async function open(t, server, userName, ...there) {
  const page = Frontend.open(t, server, 4, LISTENS);
  await page.hears(['newUserResponse', there]);
  page.user = { userName, socketID: anId };
  page.said = (text) => ({ text, name: userName, id: `${page.socket.id}${Math.random()}`, socketID: page.socket.id });
  return page.emit('newUser', { userName, socketID: page.socket.id });
}

const someone = (userName) => ({ userName, socketID: anId });

test("people of Novu's open chat come, type, talk and go", async (t) => {
  const server = await Server.start(t);
  const ada = await open(t, server, 'Ada Lovelace');
  await ada.hears(['newUserResponse', [ada.user]]);
  const bob = await open(t, server, 'Robert', ada.user);
  for (const page of [ada, bob]) await page.hears(['newUserResponse', [ada.user, bob.user]]);

  ada.emit('typing', 'Ada Lovelace is typing');
  await bob.hears(['typingResponse', 'Ada Lovelace is typing']);
  const hello = ada.said('Hello <b>Bob</b>');
  ada.emit('message', hello);
  for (const page of [ada, bob]) await page.hears(['messageResponse', hello]);
  for (const text of ['', 'x'.repeat(5001)]) bob.emit('message', bob.said(text));
  // The page of the second part tells no socketID.
  const { socketID: _, ...short } = bob.said('Hello');
  bob.emit('message', short);
  for (const page of [ada, bob]) await page.hears(['messageResponse', short]);

  const cyd = await native(t, server, 'Cyd');
  for (const page of [ada, bob]) await page.hears(['newUserResponse', [ada.user, bob.user, someone('Cyd')]]);
  await cyd.typing(true);
  for (const page of [ada, bob]) await page.hears(['typingResponse', 'Cyd is typing']);
  await cyd.say('Good morning');
  for (const page of [ada, bob]) await page.hears(['messageResponse', { text: 'Good morning', name: 'Cyd', id: anId, socketID: anId }]);
  await reads(cyd, 'Cyd', 'Good morning');
  bob.emit('typing', 'Robert is typing');
  await cyd.next('typing:changed', ({ user, typing }) => user.name === 'Robert' && typing);
  await ada.hears(['typingResponse', 'Robert is typing']);
  const hi = bob.said('Hi Cyd');
  bob.emit('message', hi);
  await reads(cyd, 'Robert', 'Hi Cyd');
  for (const page of [ada, bob]) await page.hears(['messageResponse', hi]);

  bob.socket.close();
  await ada.hears(['newUserResponse', [ada.user, someone('Cyd')]]);
  await sees(cyd, 'Robert', 'offline');
});

test("a page of Novu's open chat that is loaded again hears what is said, and is known by what it says", async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  // It does not sign in again: the browser has kept the name.
  const page = Frontend.open(t, server, 4, LISTENS);
  await page.hears(['newUserResponse', [someone('Cyd')]]);
  await cyd.say('Are you back?');
  await page.hears(['messageResponse', { text: 'Are you back?', name: 'Cyd', id: anId, socketID: anId }]);
  await reads(cyd, 'Cyd', 'Are you back?');
  const said = { text: 'I am', name: 'Ada Lovelace', id: 'abc0.1', socketID: page.socket.id };
  // Sent twice, as by a click too many, it is one message.
  page.emit('message', said).emit('message', said);
  await reads(cyd, 'Ada Lovelace', 'I am');
  await page.hears(['newUserResponse', [someone('Cyd'), someone('Ada Lovelace')]], ['messageResponse', said]);
  page.emit('message', { ...said, text: 'and here', id: 'abc0.2' });
  await reads(cyd, 'Ada Lovelace', 'and here');
  await page.hears(['messageResponse', { ...said, text: 'and here', id: 'abc0.2' }]);
});
