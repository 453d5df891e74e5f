// What happens around somebody at a browser while stock clients change things: all of it shows, without a reload.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, TABLET, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { inspect } from './support/inspect.mjs';
import { Server } from './support/server.mjs';

await browser(after);

const SIZES = { phone: PHONE, tablet: TABLET, desktop: DESKTOP };
const room = 'lobby';

async function ask(client, event, payload) {
  const { ok, ...answer } = await client.request(event, payload);
  assert.equal(ok, true, `${event}: ${JSON.stringify(answer)}`);
  return answer;
}

async function inLobby(t, server, name) {
  const client = await StockClient.connect(t, server, { name });
  await client.join();
  return client;
}

/** Somebody's own other device: a stock client with the token that the page keeps. */
async function otherDevice(t, person) {
  const { token } = await person.page.evaluate(() => JSON.parse(localStorage.getItem('sociable.session')));
  const client = await StockClient.connect(t, person.server, { token });
  await client.join();
  return client;
}

/** As the browser does when another tab comes to the front. */
async function setHidden(page, hidden) {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

const peopleOf = (person) => person.page.getByRole('complementary', { name: 'People' });
const entry = (person, name) => peopleOf(person).getByRole('listitem').filter({ hasText: name });

test('edits, deletions and reactions show at once, one\'s own from another device, too', async (t) => {
  const server = await Server.start(t);
  const bot = await inLobby(t, server, 'Bot');
  const ada = await Person.enter(t, server, 'Ada');
  const { message } = await bot.say('teh first');
  const { message: regretted } = await bot.say('a rash word');
  await ada.say('my own');
  await ada.stored('my own');

  await ask(bot, 'message:edit', { room, id: message.id, text: 'the first' });
  await ada.sees('the first');
  assert.equal(await ada.message('teh first').count(), 0);
  assert.equal(await ada.message('the first').getByText('edited').count(), 1);
  await ask(bot, 'message:delete', { room, id: regretted.id });
  await ada.message('Message deleted').waitFor();
  assert.equal(await ada.message('a rash word').count(), 0);
  await ask(bot, 'message:react', { room, id: message.id, reaction: '👍', on: true });
  await ask(bot, 'message:send', { room, text: 'agreed', replyTo: message.id });
  await ada.sees('agreed');

  const device = await otherDevice(t, ada);
  const own = (await ask(device, 'message:history', { room, after: 0 })).messages.find(({ text }) => text === 'my own');
  await ask(device, 'message:edit', { room, id: own.id, text: 'my own, corrected' });
  await ada.sees('my own, corrected');
  await ask(device, 'message:delete', { room, id: own.id });
  await ada.page.getByTestId('message').filter({ hasText: 'Message deleted' }).nth(1).waitFor();

  // The same after a reload, from the server's log.
  const texts = () => ada.messages.locator('.text').allInnerTexts();
  const live = await texts();
  assert.deepEqual(live, ['the first', 'Message deleted', 'Message deleted', 'agreed']);
  await ada.page.reload();
  // What the browser keeps is shown first, and may be a moment older.
  await until(texts, (now) => now.join('\n') === live.join('\n'));
  assert.deepEqual(ada.complaints, []);
});

test('who is away, busy or renamed is listed so, also to screen readers', async (t) => {
  const server = await Server.start(t);
  const bot = await inLobby(t, server, 'Bot');
  const ada = await Person.enter(t, server, 'Ada');
  await bot.say('as Bot');
  await ada.sees('as Bot');
  for (const [status, said] of [['away', 'Away'], ['busy', 'Busy'], ['online', 'Online']]) {
    await ask(bot, 'presence:set', { status });
    await entry(ada, 'Bot').filter({ hasText: said }).waitFor();
  }
  await ask(bot, 'user:update', { name: 'Botticelli' });
  await entry(ada, 'Botticelli').waitFor();
  assert.equal(await peopleOf(ada).getByRole('listitem').count(), 2);
  await ada.message('as Bot').getByText('Bot', { exact: true }).waitFor(); // messages keep the name of their time
  await bot.say('as another');
  await ada.message('as another').filter({ hasText: 'Botticelli' }).waitFor();
  assert.deepEqual(ada.complaints, []);
});

test('who looks at another tab is away for the others, and back when they look again', async (t) => {
  const server = await Server.start(t);
  const bot = await inLobby(t, server, 'Bot');
  const ada = await Person.enter(t, server, 'Ada');
  const status = async () => (await bot.next('presence:changed', ({ user }) => user.name === 'Ada')).status;
  assert.equal(await status(), 'online');
  await setHidden(ada.page, true);
  assert.equal(await status(), 'away');
  await bot.say('meanwhile');
  await ada.page.waitForFunction(() => document.title.startsWith('(1)'));
  await setHidden(ada.page, false);
  assert.equal(await status(), 'online');
  await ada.page.waitForFunction(() => !document.title.startsWith('('));
});

test('a revoked token leads back to the welcome page, with a sentence and the name', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.say('a secret plan');
  await ada.stored('a secret plan');
  const device = await otherDevice(t, ada);
  await ask(device, 'session:revoke', {});
  await ada.name.waitFor();
  await ada.page.getByText('signed out').waitFor();
  assert.equal(await ada.name.inputValue(), 'Ada');
  assert.equal(await ada.page.getByText('a secret plan').count(), 0);
  const kept = await ada.page.evaluate(() => localStorage.getItem('sociable.session'));
  assert.doesNotMatch(kept ?? '', /token/);
  // The name is in use by the other device.
  await ada.name.press('Enter');
  await ada.page.getByText('Somebody here has this name already').waitFor();
  await ada.name.fill('Ada at home');
  await ada.name.press('Enter');
  await ada.composer.waitFor();
  await ada.sees('a secret plan');
  assert.deepEqual(ada.complaints, []);
});

/** Every size in both themes. */
const LOOKS = Object.entries(SIZES).flatMap(([size, viewport]) =>
  ['light', 'dark'].map((colorScheme) => [`${size}-${colorScheme}`, { viewport, colorScheme, reducedMotion: 'reduce' }]),
);

/** One person at as many browsers as there are looks; each of them sees the same. */
async function everywhere(t, server, name) {
  const pages = new Map();
  for (const [look, options] of LOOKS) {
    const [first] = pages.values();
    if (!first) {
      pages.set(look, await Person.enter(t, server, name, options));
      continue;
    }
    const kept = await first.page.evaluate(() => localStorage.getItem('sociable.session'));
    const person = await Person.open(t, server, { ...options, path: '/r/lobby' });
    await person.page.evaluate((kept) => localStorage.setItem('sociable.session', kept), kept);
    await person.page.reload();
    await person.online();
    pages.set(look, person);
  }
  return pages;
}

test('changed messages and people of every status look well at every size', async (t) => {
  const server = await Server.start(t);
  const names = ['Mara', 'Jonas', 'Amira', 'Konstantinos Papadopoulos-Meier'];
  const [mara, jonas, amira, konstantinos] = await Promise.all(names.map((name) => inLobby(t, server, name)));
  const pages = await everywhere(t, server, 'Noor');
  const [noor] = pages.values();
  const { message: ferry } = await mara.say('The ferry leaves at nine');
  const { message: rash } = await mara.say('I hate boats');
  await jonas.say('Noted, pier 4');
  const { message: long } = await amira.say('I looked at the weather and it seems fine for the whole weekend');
  await ask(jonas, 'message:send', { room, text: 'Good, then no tent', replyTo: long.id });
  const { message: arabic } = await amira.say('صباح الخير!');
  for (const text of ['ok', 'I can bring the stoove', 'nonsense']) await noor.say(text);
  await noor.sees('nonsense');
  const device = await otherDevice(t, noor);
  // Seen at once by who says it, and stored a moment later.
  const { messages } = await until(
    () => ask(device, 'message:history', { room, after: 0 }),
    ({ messages }) => messages.some(({ text }) => text === 'nonsense'),
  );
  const own = (text) => messages.find((message) => message.text === text).id;
  await ask(mara, 'message:edit', { room, id: ferry.id, text: 'The ferry leaves at ten' });
  await ask(mara, 'message:delete', { room, id: rash.id });
  await ask(amira, 'message:edit', { room, id: long.id, text: 'I looked at the weather and it seems fine until Sunday' });
  await ask(amira, 'message:edit', { room, id: arabic.id, text: 'صباح الخير! سأحضر القهوة' });
  await ask(device, 'message:edit', { room, id: own('ok'), text: 'ok!' });
  await ask(device, 'message:edit', { room, id: own('I can bring the stoove'), text: 'I can bring the stove' });
  await ask(device, 'message:delete', { room, id: own('nonsense') });
  await ask(jonas, 'message:react', { room, id: ferry.id, reaction: '👍', on: true });
  await ask(mara, 'presence:set', { status: 'away' });
  await ask(jonas, 'presence:set', { status: 'busy' });
  konstantinos.socket.close();
  await mara.next('presence:changed', ({ user, status }) => user.name === names[3] && status === 'offline');
  await mara.say('🎉');
  for (const [look, person] of pages) {
    await person.sees('🎉');
    await person.sees('I can bring the stove');
    await inspect(person, `changed-${look}`);
    if (!look.startsWith('desktop')) await person.page.getByRole('button', { name: 'Show people' }).click();
    await entry(person, 'Jonas').filter({ hasText: 'Busy' }).waitFor();
    await entry(person, 'Mara').filter({ hasText: 'Away' }).waitFor();
    await entry(person, names[3]).filter({ hasText: 'Last seen' }).waitFor();
    await inspect(person, `people-${look}`);
  }
});

test('a restart of the server is a calm line at every size, and all goes on after it', async (t) => {
  const server = await Server.start(t);
  const pages = await everywhere(t, server, 'Noor');
  const [noor] = pages.values();
  await noor.say('before the restart');
  for (const person of pages.values()) {
    await person.stored('before the restart');
    await person.hasProgram();
  }
  await server.stop();
  const banner = (person) => person.page.getByText('The server is restarting');
  await noor.say('written meanwhile');
  for (const [look, person] of pages) {
    await banner(person).waitFor();
    await inspect(person, `restart-${look}`);
  }
  assert.equal(await noor.message('written meanwhile').locator('[data-delivery=pending]').count(), 1);
  await server.run();
  for (const person of pages.values()) {
    await person.online();
    await banner(person).waitFor({ state: 'detached' });
    await person.message('written meanwhile').locator('[data-delivery=sent]').waitFor();
    assert.equal(await person.messages.count(), 2);
    assert.deepEqual(person.complaints, []);
  }
  const bot = await inLobby(t, server, 'Bot');
  const { messages } = await ask(bot, 'message:history', { room, after: 0 });
  assert.deepEqual(messages.map(({ text }) => text), ['before the restart', 'written meanwhile']);
});

test('being signed out looks well at every size, and does not look like a mistake in the name', async (t) => {
  const server = await Server.start(t);
  const pages = await everywhere(t, server, 'Noor');
  const [noor] = pages.values();
  await ask(await otherDevice(t, noor), 'session:revoke', {});
  for (const [look, person] of pages) {
    await person.page.getByText('signed out').waitFor();
    assert.equal(await person.name.getAttribute('aria-invalid'), null);
    await inspect(person, `revoked-${look}`);
  }
});

test('a name that is taken is said at the field, where it stays', async (t) => {
  const server = await Server.start(t);
  await inLobby(t, server, 'Noor');
  for (const [look, options] of LOOKS) {
    const person = await Person.open(t, server, options);
    await person.name.fill('noor');
    await person.name.press('Enter');
    await person.page.locator('[name=name][aria-invalid=true]').waitFor();
    assert.equal(await person.name.inputValue(), 'noor');
    const described = await person.name.evaluate((field) => document.getElementById(field.getAttribute('aria-describedby')).textContent);
    assert.equal(described, 'Somebody here has this name already. Choose another one.');
    assert.ok(await person.name.evaluate((field) => field === document.activeElement), 'one can type on');
    await inspect(person, `taken-${look}`);
  }
});
