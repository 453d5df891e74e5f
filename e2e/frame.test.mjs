// The chat in a frame of another site's page, which speaks the protocol of frames as it is on the wire.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Host } from './support/host.mjs';
import { Server } from './support/server.mjs';

await browser(after);

/** A bubble's frame, as `embed/` makes it. */
const BUBBLE = { width: 400, height: 640 };

const SECRET = 'a secret of thirty-two bytes or more';

/** What the site's backend signs for the people who are signed in there. */
function token(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 'ada', name: 'Ada Lovelace', exp: now + 600, ...claims })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const soon = (seconds) => Math.floor(Date.now() / 1000) + seconds;

/** A site that is allowed to have the chat in a frame, the server, and Ben, who is there by another client. */
async function friends(t, { env = {}, name } = {}) {
  const site = await Host.site(t, name);
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: site.origin, SOCIABLE_PRESENCE_GRACE_MS: '200', ...env });
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.join();
  return { site, server, ben };
}

/** Ada is in, by the name that the page gives. */
async function ada(t, { site, server }, options = {}) {
  const host = await Host.open(t, server, site, { before: (more) => Object.assign(globalThis.settings, { userName: 'Ada' }, more), ...options });
  await host.hears('ready', ({ user }) => user?.name === 'Ada');
  return host;
}

for (const [size, viewport] of SIZES) {
  test(`a guest chats in the frame, and the page around hears of it (${size})`, async (t) => {
    const { site, server, ben } = await friends(t);
    const host = await Host.open(t, server, site, { viewport });
    const { user, room } = await host.hears('ready');
    assert.deepEqual([user, room], [null, null], 'nobody is there yet');
    assert.deepEqual((await host.said('connection')).map(({ state }) => state), ['signed-out']);
    await host.inspect(`frame-welcome-${size}`);
    await host.name.fill('Ada');
    await host.name.press('Enter');
    await host.hears('connection', ({ state }) => state === 'online');
    assert.equal((await host.hears('user')).user.name, 'Ada');
    assert.equal((await host.hears('room')).room.slug, 'lobby');
    await host.say('hello from the frame');
    await host.message('hello from the frame').waitFor();
    const { id, message } = await host.hears('sent');
    assert.equal(message.text, 'hello from the frame');
    assert.equal((await host.said('before-send'))[0].id, id, 'the page was asked before');
    await ben.say('hello there');
    await host.message('hello there').waitFor();
    assert.equal((await host.hears('message')).message.text, 'hello there');
    await host.hears('presence', ({ online }) => online === 2);
    await ben.ask('typing:set', { room: 'lobby', typing: true });
    await host.heard('typing', ({ users }) => users[0]?.name === 'Ben');
    await host.frame.getByRole('button', { name: 'Show people' }).click();
    const panel = host.frame.getByRole('complementary', { name: 'People' });
    await panel.getByText('Ben').waitFor();
    await host.inspect(`frame-people-${size}`);
    await panel.getByRole('button', { name: 'Close', exact: true }).click();
    await host.tell({ type: 'logout' });
    await host.name.waitFor();
    assert.equal((await host.hears('user', ({ user }) => user === null)).user, null);
  });
}

test('what the page sets is shown at once, and nothing is lost by it', async (t) => {
  const { site, server, ben } = await friends(t);
  await ben.ask('room:create', { name: 'Support', slug: 'support' });
  await ben.enter('support');
  const { message } = await ben.say('When does the ferry leave? https://example.org/timetable');
  await ben.ask('message:react', { room: 'lobby', id: message.id, reaction: '👍', on: true });
  const host = await ada(t, { site, server }, { viewport: BUBBLE, arg: { closable: true } });
  await host.say('At **ten**, from the old harbour. Ask @Ben, or look at the `timetable`.');
  await host.message('At ten').waitFor();
  await host.hears('sent');
  await ben.say('Thank you!');
  await host.message('Thank you').waitFor();
  await host.composer.fill('half a sentence');
  const history = await host.page.evaluate(() => globalThis.history.length);
  const root = host.frame.locator('html');
  const is = (name, value) => until(() => root.getAttribute(name), (is) => is === value);
  const set = (settings) => host.tell({ type: 'settings', ...settings });
  const shots = async (name, ...sizes) => {
    await host.inspect(`frame-${name}-400`);
    for (const [width, viewport] of sizes) {
      await host.page.setViewportSize(viewport);
      await host.shoot(`frame-${name}-${width}`);
    }
    await host.page.setViewportSize(BUBBLE);
  };
  const [phone, desktop] = [[360, PHONE], [1280, DESKTOP]];
  await shots('light', phone, desktop);
  await set({ theme: 'auto', scheme: 'dark' });
  await is('data-theme', 'dark');
  await shots('dark', desktop);
  await set({ theme: 'light', properties: { '--chat-accent': '#ffd400', '--chat-radius': '6px', '--chat-bubble-radius': '8px' } });
  await is('data-custom', 'accent radius bubble-radius');
  await shots('yellow');
  await set({ properties: { '--chat-accent': '#0b6e4f', '--chat-header-bg': '#0b6e4f', '--chat-font': 'Georgia, serif' } });
  await shots('brand', phone, desktop);
  await set({ properties: { '--chat-accent': '#e11d48', '--chat-bg': '#101418', '--chat-header-bg': '', '--chat-font': '' } });
  await is('data-theme', 'dark');
  await shots('bg');
  await set({ theme: 'auto', scheme: null, density: 'compact', properties: null });
  await is('data-density', 'compact');
  await is('data-custom', null);
  await shots('compact');
  assert.equal(await host.composer.inputValue(), 'half a sentence');
  await set({ density: null, lang: 'ar', dir: 'rtl', properties: { '--chat-accent': '#7c3aed' } });
  await is('lang', 'ar');
  await shots('rtl', phone, desktop);
  assert.equal(await host.composer.inputValue(), 'half a sentence', 'in another language, too');
  await set({ lang: 'de', dir: 'ltr', properties: null });
  await host.frame.getByRole('button', { name: 'Chat schließen' }).click();
  await host.hears('close');
  await set({ lang: 'en', header: false });
  await host.frame.getByRole('heading', { level: 1 }).waitFor({ state: 'detached' });
  await set({ header: true, room: 'support' });
  await host.frame.getByRole('heading', { name: 'Support' }).waitFor();
  assert.equal((await host.hears('room', ({ room }) => room.slug === 'support')).room.name, 'Support');
  await until(() => host.composer.inputValue(), (text) => text === '');
  await set({ room: 'lobby' });
  await until(() => host.composer.inputValue(), (text) => text === 'half a sentence');
  assert.deepEqual((await host.said('connection')).map(({ state }) => state), ['connecting', 'online'], 'one connection for all that');
  assert.equal(await host.page.evaluate(() => globalThis.history.length), history, 'the way back is the page\'s own');
});

test('what comes while the frame is not in sight is unread until it is', async (t) => {
  const { site, server, ben } = await friends(t);
  const host = await ada(t, { site, server });
  await host.hears('unread', ({ count }) => count === 0);
  await host.shows(false);
  await ben.say('one');
  await ben.say('two, @Ada');
  await host.hears('unread', ({ count, mentions }) => count === 2 && mentions === 1);
  await host.shows(true);
  await host.hears('unread', ({ count, mentions }) => count === 0 && mentions === 0);
  await host.message('two').waitFor();
  assert.equal((await host.said('message')).length, 2);
});

test('the page may refuse a message, change it, or not care', async (t) => {
  const { site, server } = await friends(t);
  const host = await ada(t, { site, server });
  const decide = (how) => host.page.evaluate((how) => { globalThis.decide = new Function('message', how); }, how);
  await decide('return false');
  // It is given back, which is to be told from its not being gone yet.
  await host.composer.evaluate((field) => field.addEventListener('input', ({ isTrusted }) => { field.isGivenBack = !isTrusted; }));
  await host.say('my card is 4111');
  await until(() => host.composer.evaluate((field) => [field.isGivenBack, field.value]), (now) => now.join() === 'true,my card is 4111');
  assert.equal(await host.message('4111').count(), 0);
  await decide('return message.text.replace(/\\d+/, "****")');
  await host.composer.press('Enter');
  await host.message('my card is ****').waitFor();
  await decide('return undefined');
  await host.say('and nobody decides');
  await host.message('and nobody decides').waitFor();
  // What the page says itself it need not be asked about.
  const asked = (await host.said('before-send')).length;
  await host.tell({ type: 'send', id: 'mine', text: 'from the page' });
  assert.equal((await host.hears('sent', ({ id }) => id === 'mine')).message.text, 'from the page');
  await host.tell({ type: 'send', id: 'none', text: ' ' });
  assert.equal((await host.hears('error')).id, 'none');
  assert.equal((await host.said('before-send')).length, asked);
  assert.deepEqual(host.complaints, []);
});

test('only an allowed page has the chat in a frame, and only that page is listened to', async (t) => {
  const { site, server } = await friends(t);
  const stranger = await Host.site(t);
  const framed = await Host.open(t, server, stranger);
  await until(() => framed.complaints, (complaints) => complaints.some((complaint) => /frame-ancestors/.test(complaint)));
  assert.deepEqual(await framed.page.evaluate(() => globalThis.greeted), []);
  for (const path of ['/', '/r/lobby']) {
    const plain = await Host.open(t, server, site, { path });
    await until(() => plain.complaints, (complaints) => complaints.some((complaint) => /frame-ancestors 'none'/.test(complaint)));
  }
  // A frame beside it, of anybody's, reaches the chat, and is not the page around.
  stranger.chat = 'about:blank';
  stranger.more = `<script>
    const chat = () => parent.frames[0];
    setInterval(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (document.title = 'heard');
      chat()?.postMessage({ sociable: 'connect', version: 1, settings: { room: 'lobby', userName: 'Mallory' } }, '*', [port2]);
    }, 20);
  </script>`;
  site.more = `<iframe title="An advertisement" src="${stranger.origin}"></iframe>`;
  const host = await ada(t, { site, server });
  const beside = host.page.frames().find((frame) => frame.url().startsWith(stranger.origin));
  assert.equal(await beside.title(), 'A site', 'it has heard nothing');
  assert.equal((await host.said('ready'))[0].user.name, 'Ada');
  const links = host.frame.getByRole('link', { name: 'example' });
  await host.say('[example](https://example.org/)');
  assert.deepEqual([await links.getAttribute('target'), (await links.getAttribute('rel')).includes('noopener')], ['_blank', true]);
});

test('who one is stays where the browser keeps it, and where it refuses to, with the page around', async (t) => {
  // A page of the same site, whose frames keep what they want.
  const near = await friends(t, { name: '127.0.0.1' });
  const own = await ada(t, near);
  await own.page.evaluate(() => { delete globalThis.settings.userName; });
  const first = (await own.said('ready'))[0].user;
  await own.page.reload();
  assert.deepEqual((await own.hears('ready')).user, first);
  assert.deepEqual(await own.said('keep'), []);
  // One of another site, in a browser that keeps nothing for those.
  const far = await friends(t);
  const kept = [];
  const other = await Host.open(t, far.server, far.site, { before: () => { globalThis.settings.kept = sessionStorage.kept ?? null; } });
  await other.name.fill('Ada');
  await other.name.press('Enter');
  const { session } = await other.hears('keep');
  assert.match(session, /^v2\./);
  await other.page.evaluate((session) => { sessionStorage.kept = session; }, session);
  const { user } = await other.hears('user');
  await other.page.reload();
  assert.deepEqual((await other.hears('ready')).user, user);
  await other.tell({ type: 'logout' });
  await other.hears('keep', ({ session }) => session === null);
  assert.deepEqual([...own.complaints, ...other.complaints, ...kept], []);
});

test('people of the site are who they are there, for as long as their tokens last', async (t) => {
  const { site, server, ben } = await friends(t, { env: { SOCIABLE_AUTH_SECRET: SECRET } });
  const avatar = `${site.origin}/ada.svg`;
  const before = (tokens) => { Object.assign(globalThis.settings, { hasToken: true }); globalThis.tokens = tokens; };
  const host = await Host.open(t, server, site, { before, arg: [token({ avatar })] });
  const { user } = await host.hears('ready');
  assert.deepEqual([user.name, user.verified], ['Ada Lovelace', true]);
  assert.deepEqual((await host.said('token-wanted')).map(({ reason }) => reason), ['start']);
  await host.frame.getByRole('button', { name: 'Show people' }).click();
  const panel = host.frame.getByRole('complementary', { name: 'People' });
  await panel.getByRole('listitem').filter({ hasText: 'Ada Lovelaceverified' }).locator('img[data-loaded]').waitFor();
  assert.equal(await panel.getByText('verified', { exact: true }).count(), 1, 'and Ben is a guest');
  await host.shoot('frame-verified');
  await panel.getByRole('button', { name: 'Close', exact: true }).click();
  await ben.say('hello');
  await host.message('hello').waitFor();
  // It is renewed before it ends.
  await host.page.evaluate((token) => globalThis.tokens.push(token), token({ avatar }));
  await host.tell({ type: 'token', token: token({ exp: soon(6), avatar }) });
  await host.hears('token-wanted', ({ reason }) => reason === 'expiring');
  await host.say('still here');
  await host.hears('sent', ({ message }) => message.text === 'still here');
  // The site has none any more.
  await host.tell({ type: 'token', token: token({ exp: soon(6), avatar }) });
  await host.hears('token-wanted', ({ reason }) => reason === 'expired');
  await host.hears('connection', ({ state }) => state === 'signed-out');
  const again = host.frame.getByRole('button', { name: 'Sign in again' });
  await again.waitFor();
  await host.inspect('frame-signed-out');
  await host.tell({ type: 'token', token: token() });
  await host.hears('connection', ({ state }) => state === 'online');
  await host.message('still here').waitFor();
  assert.equal(await again.count(), 0);
  const kept = await host.inside.evaluate(() => { try { return JSON.stringify({ ...localStorage }); } catch { return ''; } });
  assert.ok(!kept.includes('eyJ'), 'no token of the site is kept');
  // Another person signs in there.
  await host.tell({ type: 'token', token: token({ sub: 'mara', name: 'Mara' }) });
  await host.hears('user', ({ user }) => user?.name === 'Mara');
  await host.message('still here').waitFor();
  assert.deepEqual(host.complaints, []);
});

test('where only people of the site come in, that is said in one sentence', async (t) => {
  const site = await Host.site(t);
  const env = { SOCIABLE_AUTH: 'token', SOCIABLE_AUTH_SECRET: SECRET, SOCIABLE_ALLOW_ORIGIN: site.origin };
  const server = await Server.start(t, env);
  const person = await Person.open(t, server);
  await person.page.getByText('sign in there, and open the chat from it').waitFor();
  await person.screenshot('frame-site-only');
  const host = await Host.open(t, server, site, { before: () => { globalThis.settings.hasToken = true; } });
  await host.frame.getByText('Sign in at this site').waitFor();
  await host.inspect('frame-site-first');
  await host.page.evaluate((token) => globalThis.tokens.push(token), token());
  await host.frame.getByRole('button', { name: 'Try again' }).click();
  await host.hears('connection', ({ state }) => state === 'online');
  await host.composer.waitFor();
});
