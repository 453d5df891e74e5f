// Row 4: the private messaging guide and example (Socket.IO 3, when it was written, and 4). A page keeps the id of its session
// and comes back with it; what it sends, it draws itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { StockClient, until } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { Frontend, anId, like, native } from './frontend.mjs';

const LISTENS = ['session', 'users', 'user connected', 'user disconnected', 'private message'];

/** A page, which takes its session along when the connection is lost. */
function open(t, server, auth, major = 4) {
  const page = Frontend.open(t, server, major, LISTENS, { auth });
  page.socket.on('session', (session) => {
    page.session = session;
    page.socket.auth = { sessionID: session.sessionID };
  });
  return page;
}

const session = ['session', { sessionID: anId, userID: anId }];
const here = ({ session }, username, messages = []) => ({ userID: session.userID, username, connected: true, messages });
const said = (from, to, content) => ({ content, from: from.session.userID, to: to.session.userID });

/** Waits for the two events that every page begins with: its session, and all people there are, by name. */
async function begins(page, ...people) {
  await page.hears(session, ['users', (users) => {
    users.sort((one, other) => (one.username < other.username ? -1 : 1));
    return like(users, people.map((person) => person())) === undefined;
  }]);
}

test('people of the private messaging example talk to each other, and to nobody else', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, { username: 'Ada' }, 3);
  await begins(ada, () => here(ada, 'Ada'));
  const bob = open(t, server, { username: 'Bob' });
  await begins(bob, () => here(ada, 'Ada'), () => here(bob, 'Bob'));
  await ada.hears(['user connected', here(bob, 'Bob')]);
  const eve = open(t, server, { username: 'Eve' });
  await begins(eve, () => here(ada, 'Ada'), () => here(bob, 'Bob'), () => here(eve, 'Eve'));
  for (const page of [ada, bob]) await page.hears(['user connected', here(eve, 'Eve')]);

  // To the other one, not to the sender; the sender's other tabs get it, too, and with those nobody new is there.
  ada.emit('private message', { content: 'Hello <b>Bob</b>', to: bob.session.userID });
  await bob.hears(['private message', said(ada, bob, 'Hello <b>Bob</b>')]);
  const tab = open(t, server, { sessionID: ada.session.sessionID });
  await begins(
    tab,
    () => here(ada, 'Ada'), () => here(bob, 'Bob', [said(ada, bob, 'Hello <b>Bob</b>')]), () => here(eve, 'Eve'),
  );
  assert.deepEqual(tab.session, ada.session);
  bob.emit('private message', { content: 'Hello Ada', to: ada.session.userID });
  for (const page of [ada, tab]) await page.hears(['private message', said(bob, ada, 'Hello Ada')]);
  tab.emit('private message', { content: 'from the tab', to: bob.session.userID });
  for (const page of [ada, bob]) await page.hears(['private message', said(ada, bob, 'from the tab')]);
  for (const content of ['', 'x'.repeat(5001)]) ada.emit('private message', { content, to: bob.session.userID });
  ada.emit('private message', { content: 'to nobody', to: 'nobody' });

  // Only with the last tab one is gone; and who comes back finds everything.
  tab.socket.close();
  bob.socket.close();
  for (const page of [ada, eve]) await page.hears(['user disconnected', bob.session.userID]);
  await ada.ask('private message', { content: 'Are you there?', to: bob.session.userID });
  const again = open(t, server, { sessionID: bob.session.sessionID });
  const all = [
    said(ada, bob, 'Hello <b>Bob</b>'), said(bob, ada, 'Hello Ada'), said(ada, bob, 'from the tab'), said(ada, bob, 'Are you there?'),
  ];
  await begins(again, () => here(ada, 'Ada', all), () => here(bob, 'Bob'), () => here(eve, 'Eve'));
  for (const page of [ada, eve]) await page.hears(['user connected', here(bob, 'Bob')]);
  assert.deepEqual(eve.unheard, []);
});

test('somebody of the private messaging example and somebody native talk in a room of the two', async (t) => {
  const server = await Server.start(t);
  const ada = open(t, server, { username: 'Ada' });
  await begins(ada, () => here(ada, 'Ada'));
  const cyd = await native(t, server, 'Cyd');
  cyd.session.userID = cyd.session.user.id;
  await ada.hears(['user connected', here(cyd, 'Cyd')]);
  ada.emit('private message', { content: 'Hello Cyd', to: cyd.session.userID });
  const created = await cyd.next('room:created');
  const { messages } = await until(() => cyd.ask('room:join', { room: created.room.slug }), (joined) => joined.messages.length > 0);
  assert.deepEqual(messages.map(({ user, text }) => [user.name, text]), [['Ada', 'Hello Cyd']]);
  await cyd.say('Hello Ada', created.room.slug);
  await ada.hears(['private message', said(cyd, ada, 'Hello Ada')]);
});

test('the private messaging example is told why it is not let in, in its words', async (t) => {
  const server = await Server.start(t);
  await StockClient.connect(t, server, { name: 'Ada' });
  const refused = (auth) => new Promise((resolve) => {
    open(t, server, auth).socket.on('connect_error', ({ message }) => resolve(message));
  });
  // It shows the form again for these, and no other.
  assert.equal(await refused({ username: '' }), 'invalid username');
  assert.equal(await refused({ sessionID: 'of another server' }), 'invalid username');
});
