// What people do with messages: answering, changing, reacting, finding, pinning; on a phone and at a desk.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server, UNHURRIED } from './support/server.mjs';

await browser(after);

const permissions = ['clipboard-read', 'clipboard-write'];

/** Begins to watch for what is on the page only for a moment; gives the way to wait until it has been there. */
async function watchFor(person, selector) {
  const watch = await person.page.evaluateHandle((selector) => {
    const watch = { seen: false };
    const look = () => { watch.seen ||= Boolean(document.querySelector(selector)); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    return watch;
  }, selector);
  return () => until(() => watch.evaluate(({ seen }) => seen), (seen) => seen);
}

/** Asserts that nothing complained meanwhile. */
const calm = (...people) => assert.deepEqual(people.flatMap(({ complaints }) => complaints), []);

for (const [size, viewport] of SIZES) {
  test(`answers and links lead to what they are about, however far up it is, at ${size} size`, async (t) => {
    const server = await Server.start(t, UNHURRIED);
    const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
    const [first, , third] = await bot.fill(300);
    const { message } = await bot.ask('message:send', { room: 'lobby', text: 'do you remember?', replyTo: first.id });
    const ada = await Person.enter(t, server, 'Ada', { viewport, permissions });

    // From an answer to what it answers, which is in no page that was loaded; and back.
    const standsOut = await watchFor(ada, `[data-seq="${first.seq}"].message-target`);
    await ada.message('do you remember?').getByRole('button', { name: 'line 1.' }).click();
    await ada.inSight(ada.row(first.seq));
    await standsOut();
    await ada.page.getByTestId('jump').click();
    await ada.inSight(ada.row(message.seq));

    // Answering quotes it, for the others, too.
    await ada.chooseOf('do you remember?', 'Reply');
    await ada.page.getByText('Replying to Bot').waitFor();
    await ada.say('as if it were yesterday');
    const answer = await bot.next('message:new', ({ user }) => user.name === 'Ada');
    assert.deepEqual([answer.replyTo.id, answer.replyTo.text], [message.id, 'do you remember?']);
    await ada.message('as if it were yesterday').getByRole('button', { name: 'do you remember?' }).waitFor();
    assert.equal(await ada.page.getByText('Replying to Bot').count(), 0);

    // A link to a message opens the room at it.
    await ada.page.goto(new URL(`/r/lobby/${third.seq}`, server.url).href);
    await ada.inSight(ada.row(third.seq));
    await ada.chooseOf('line 4.', 'Copy link');
    await ada.hasCopied(new URL('/r/lobby/4', server.url).href);
    const ben = await Person.open(t, server, { viewport, path: '/r/lobby/4' });
    await ben.name.fill('Ben');
    await ben.name.press('Enter');
    await ben.inSight(ben.row(4));
    await ben.say('from up here');
    await ben.inSight(ben.message('from up here'));
    await ada.page.getByTestId('jump').click();
    await ada.inSight(ada.message('from up here'));
    await until(() => ada.page.url(), (url) => url === new URL('/r/lobby', server.url).href);
    calm(ada, ben);
  });

  test(`words can be changed, taken back, reacted to and made to stand out, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
    const ada = await Person.enter(t, server, 'Ada', { viewport, permissions });

    // Arrow up in an empty field takes one's last message again; Escape leaves it as it is.
    await ada.say('teh ferry');
    await ada.stored('teh ferry');
    const written = (text) => until(() => ada.composer.inputValue(), (now) => now === text);
    await ada.composer.press('ArrowUp');
    await written('teh ferry');
    await ada.say('the ferry');
    assert.equal((await ben.next('message:updated')).message.text, 'the ferry');
    await ada.message('the ferry').getByText('edited').waitFor();
    await ada.composer.press('ArrowUp');
    await written('the ferry');
    await ada.composer.fill('nonsense');
    await ada.composer.press('Escape');
    await written('');
    await ada.chooseOf('the ferry', 'Edit');
    await ada.page.getByText('Editing message').waitFor();
    await written('the ferry');
    await ada.say('the ferry leaves at nine');
    await ada.sees('the ferry leaves at nine');
    assert.equal(await ada.messages.count(), 1);

    // Deleting asks first.
    const question = ada.dialog('Delete this message?');
    await ada.chooseOf('the ferry', 'Delete');
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'detached' });
    await ada.sees('the ferry leaves at nine');
    await ada.chooseOf('the ferry', 'Delete');
    await question.getByRole('button', { name: 'Delete' }).click();
    await ada.sees('Message deleted');
    assert.equal((await ben.next('message:deleted')).seq, 1);

    // Reactions, of others and one's own: on, counted, off.
    const { message: lunch } = await ben.say('lunch?');
    await ada.sees('lunch?');
    const thumbs = ada.message('lunch?').getByRole('button', { name: /👍/ });
    await (await ada.menuOf('lunch?')).getByRole('menuitemcheckbox', { name: /^React with .*👍/ }).click();
    await thumbs.filter({ hasText: '1' }).waitFor();
    assert.equal(await thumbs.getAttribute('aria-pressed'), 'true');
    await ben.ask('message:react', { room: 'lobby', id: lunch.id, reaction: '👍', on: true });
    await thumbs.filter({ hasText: '2' }).waitFor();
    await thumbs.click();
    await thumbs.filter({ hasText: '1' }).waitFor();
    assert.equal(await thumbs.getAttribute('aria-pressed'), 'false');
    await (await ada.menuOf('lunch?')).getByRole('menuitem', { name: 'More emoji' }).click();
    const picker = ada.dialog('React');
    await picker.getByRole('searchbox').fill('rocket');
    await picker.getByRole('option', { name: ':rocket:' }).click();
    await ada.message('lunch?').getByRole('button', { name: /🚀/ }).waitFor();
    await until(
      async () => (await ben.ask('message:history', { room: 'lobby', after: 1 })).messages[0].reactions.map(({ reaction }) => reaction),
      (reactions) => reactions.join() === '👍,🚀',
    );

    // Names and emoji are completed as one writes, and stand out for whom they are meant.
    const suggestions = ada.page.getByRole('listbox', { name: 'Suggestions' });
    await ada.composer.pressSequentially('@be');
    await suggestions.getByRole('option', { name: 'Ben' }).waitFor();
    await ada.composer.press('Tab');
    await written('@Ben ');
    await ada.composer.pressSequentially('see you :tad');
    await suggestions.getByRole('option', { name: 'tada' }).waitFor();
    await ada.composer.pressSequentially('a:');
    await until(() => ada.composer.inputValue(), (text) => text.trim() === '@Ben see you 🎉');
    await ada.composer.press('Control+Enter');
    const said = await ben.next('message:new', ({ text }) => text.startsWith('@Ben'));
    assert.deepEqual([said.text, said.mentions.map(({ name }) => name)], ['@Ben see you 🎉', ['Ben']]);
    await ben.say('@Ada look');
    await ada.message('look').locator('.mention-me', { hasText: 'Ada' }).waitFor();
    assert.match(await ada.message('look').getAttribute('class'), /message-mention/);

    // Markdown; what looks like HTML is text.
    await ben.say('**bold** and *soft* <b>plain</b>\n```js\nlet x = "<i>";\n```');
    const marked = ada.message('bold');
    await marked.locator('strong').waitFor();
    assert.deepEqual(await marked.locator('strong, em').allInnerTexts(), ['bold', 'soft']);
    await marked.getByText('<b>plain</b>').waitFor();
    await marked.getByRole('button', { name: 'Copy' }).click();
    await marked.getByRole('button', { name: 'Copied' }).waitFor();
    await ada.hasCopied('let x = "<i>";');
    calm(ada);
  });

  test(`what is pinned or searched for is found, and leads to its place, at ${size} size`, async (t) => {
    const server = await Server.start(t, UNHURRIED);
    const bot = await StockClient.connect(t, server, { name: 'Bot' });
    await bot.ask('room:create', { name: 'Harbour' });
    await bot.enter('harbour', 'lobby');
    await bot.say('the tide table hangs at the pier', 'harbour');
    await bot.say('low tide at six', 'lobby');
    await bot.fill(150, 'harbour');
    await bot.fill(150, 'lobby');
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    await ada.page.goto(new URL('/r/harbour/1', server.url).href);
    await ada.inSight(ada.row(1));

    // Only who may pin is offered to; that one may from now on shows at once.
    const menu = await ada.menuOf('the tide table');
    assert.equal(await menu.getByRole('menuitem', { name: 'Pin', exact: true }).count(), 0);
    await ada.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    const { members } = await bot.ask('room:members', { room: 'harbour' });
    const { user } = members.find(({ user }) => user.name === 'Ada');
    await bot.ask('room:role', { room: 'harbour', user: user.id, role: 'moderator' });
    await ada.chooseOf('the tide table', 'Pin');
    await ada.message('the tide table').getByText('Pinned').waitFor();
    await ada.page.getByTestId('jump').click();
    await ada.inSight(ada.row(151));
    const pins = await ada.panel('Pinned messages');
    await pins.getByRole('button', { name: /the tide table/ }).click();
    await ada.inSight(ada.row(1));
    await (await ada.panel('Pinned messages')).getByRole('button', { name: 'Unpin' }).click();
    await pins.getByText('Nothing is pinned').waitFor();
    await ada.closePanel();
    await ada.message('the tide table').getByText('Pinned').waitFor({ state: 'detached' });

    // In this room, and in all.
    await ada.page.getByTestId('jump').click();
    const search = await ada.panel('Search messages');
    await search.getByRole('searchbox').fill('tid');
    await search.getByRole('button', { name: /the tide table/ }).waitFor();
    assert.equal(await search.getByRole('listitem').count(), 1);
    assert.deepEqual(await search.locator('mark').allInnerTexts(), ['tid']);
    await search.getByRole('button', { name: 'All rooms' }).click();
    await search.getByText('2 messages found').waitFor({ state: 'attached' });
    await search.getByRole('button', { name: /low tide at six/ }).click();
    await ada.isIn('Lobby');
    await ada.inSight(ada.row(1));
    await (await ada.panel('Search messages')).getByRole('searchbox').fill('nowhere');
    await search.getByText('Try other words').waitFor();
    calm(ada);
  });

  test(`one sees how far a message has come, and none is lost that was refused, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const proxy = await Proxy.start(t, server);
    const bot = await StockClient.connect(t, server, { name: 'Bot' });
    await bot.ask('room:create', { name: 'Harbour' });
    await bot.enter('harbour');
    const ada = await Person.enter(t, proxy, 'Ada', { viewport, permissions });
    await ada.page.goto(new URL('/r/harbour', proxy.url).href);
    await ada.online();
    await ada.say('anybody here?');
    const mark = ada.message('anybody here?').locator('[data-delivery=sent]');
    await mark.waitFor();
    assert.equal(await mark.getAttribute('data-read'), null);
    await bot.ask('read:set', { room: 'harbour', seq: 1 });
    await ada.message('anybody here?').locator('[data-read]').filter({ hasText: 'Read by Bot' }).waitFor();

    // Written in a tunnel, while the room was archived.
    proxy.cutChat();
    for (const text of ['to copy', 'to discard', 'to send again']) await ada.say(text);
    await ada.message('to discard').locator('[data-delivery=pending]').waitFor();
    await bot.ask('room:update', { room: 'harbour', archived: true });
    proxy.restore();
    await ada.page.getByText('This room is closed').waitFor();
    const unsent = (text) => ada.page.getByRole('region', { name: 'Not sent before you left' }).getByRole('listitem').filter({ hasText: text });
    await unsent('to copy').waitFor();
    await ada.page.reload();
    await unsent('to copy').getByRole('button', { name: 'Copy' }).click();
    await unsent('to copy').getByRole('button', { name: 'Copied' }).waitFor();
    await ada.hasCopied('to copy');
    await unsent('to discard').getByRole('button', { name: 'Discard' }).click();
    await unsent('to discard').waitFor({ state: 'detached' });

    // Open again, it can be sent after all.
    await bot.ask('room:update', { room: 'harbour', archived: false });
    await bot.enter('harbour');
    await ada.page.getByRole('button', { name: 'Try again' }).click();
    await ada.composer.waitFor();
    await ada.message('to copy').getByRole('button', { name: 'Discard' }).click();
    await ada.message('to send again').getByRole('button', { name: 'Retry' }).click();
    assert.equal((await bot.next('message:new', ({ seq }) => seq === 2)).text, 'to send again');
    await ada.message('to send again').locator('[data-delivery=sent]').waitFor();
    assert.equal(await ada.messages.count(), 2);
    calm(ada);
  });
}

test('where a page has no clipboard, it says so when one copies, and goes on', async (t) => {
  const server = await Server.start(t);
  const ben = await (await StockClient.connect(t, server, { name: 'Ben' })).enter('lobby');
  await ben.say('```js\nlet x = 1;\n```');
  const ada = await Person.enter(t, server, 'Ada');
  // As browsers have it on pages that come neither over HTTPS nor from this machine.
  await ada.context.addInitScript(() => {
    Object.defineProperty(globalThis, 'isSecureContext', { value: false });
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await ada.page.reload();
  await ada.online();
  await ada.message('let x').getByRole('button', { name: 'Copy' }).click();
  await ada.message('does not allow copying').waitFor();
  await ada.chooseOfRoom('Copy link');
  await ada.say('going on');
  await ada.sees('going on');
  assert.equal((await ben.next('message:new', ({ user }) => user.name === 'Ada')).text, 'going on');
  calm(ada);
});

for (const [size, viewport] of SIZES) {
  test(`a link to a message that is not there says so and shows the latest, at ${size} size`, async (t) => {
    const server = await Server.start(t, UNHURRIED);
    const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
    const lines = await bot.fill(120);
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    const told = ada.page.getByRole('status').filter({ hasText: 'That message cannot be found.' });
    for (const path of ['/r/lobby/999999', '/r/lobby/121']) {
      await ada.page.goto(new URL(path, server.url).href);
      await told.waitFor();
      await ada.inSight(ada.row(120));
      assert.equal(await ada.page.locator('.message-target').count(), 0, 'it is not the one that was meant');
      assert.equal(await ada.page.getByTestId('jump').count(), 0);
      await told.getByRole('button', { name: 'Dismiss' }).click();
      await told.waitFor({ state: 'detached' });
    }
    // One reads on from there as ever, and one that was deleted says so where it was.
    await bot.say('and on it goes');
    await ada.inSight(ada.row(121));
    await bot.ask('message:delete', { room: 'lobby', id: lines[4].id });
    await ada.page.goto(new URL(`/r/lobby/${lines[4].seq}`, server.url).href);
    await ada.inSight(ada.row(lines[4].seq).filter({ hasText: 'Message deleted' }));
    assert.match(await ada.row(lines[4].seq).getAttribute('class'), /message-target/);
    assert.equal(await told.count(), 0);
    calm(ada);
  });
}

test('where more wait than are counted, it says so', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
  await bot.ask('room:create', { name: 'Harbour' });
  await bot.enter('harbour');
  await bot.fill(20, 'harbour');
  const ada = await Person.enter(t, server, 'Ada');
  await ada.page.goto(new URL('/r/harbour', server.url).href);
  await ada.sees('line 20.');
  await ada.goTo('Lobby');
  for (let n = 0; n < 3; n += 1) await bot.fill(400, 'harbour');
  const harbour = ada.room('Harbour').filter({ hasText: '99+' });
  await harbour.filter({ hasText: '1,000+ unread messages' }).waitFor();
  await ada.page.keyboard.press('Control+k');
  await ada.dialog('Find a room or person').getByRole('option', { name: 'Harbour' }).filter({ hasText: '1,000+ unread messages' }).waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.goTo('Harbour');
  const jump = ada.page.getByTestId('jump');
  await jump.filter({ hasText: '1,000+ new' }).waitFor();
  assert.equal(await jump.getAttribute('aria-label'), '1,000+ new messages: jump to the newest');
  await jump.click();
  await ada.inSight(ada.row(1_220));
  calm(ada);
});

test('files that are dropped on the page do not take its place, and what is written stays', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.composer.fill('half a thought');
  const hand = await ada.context.newCDPSession(ada.page);
  /** Drops this as the browser has it from outside. */
  const drop = async (place, data) => {
    const { x, y, width, height } = await place.boundingBox();
    for (const type of ['dragEnter', 'dragOver', 'drop']) {
      await hand.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data: { items: [], dragOperationsMask: 1, ...data } });
    }
  };
  const told = ada.page.getByRole('status').filter({ hasText: 'Files cannot be sent, only text.' });
  for (const place of [ada.list, ada.composer, ada.rooms]) {
    await drop(place, { files: [fileURLToPath(import.meta.url)] });
    await told.waitFor();
    await told.getByRole('button', { name: 'Dismiss' }).click();
    await told.waitFor({ state: 'detached' });
    assert.equal(ada.page.url(), new URL('/r/lobby', server.url).href);
    assert.equal(await ada.composer.inputValue(), 'half a thought');
  }
  await ada.composer.fill('');
  await drop(ada.composer, { items: [{ mimeType: 'text/plain', data: 'dropped words' }] });
  await until(() => ada.composer.inputValue(), (text) => text === 'dropped words');
  await ada.composer.press('Enter');
  await ada.sees('dropped words');
  assert.equal(await told.count(), 0);

  // At the door, too.
  const ben = await Person.open(t, server);
  await ben.name.fill('Ben');
  const door = await ben.context.newCDPSession(ben.page);
  for (const type of ['dragEnter', 'dragOver', 'drop']) {
    await door.send('Input.dispatchDragEvent', { type, x: 40, y: 40, data: { items: [], dragOperationsMask: 1, files: [fileURLToPath(import.meta.url)] } });
  }
  await ben.name.press('Enter');
  await ben.composer.waitFor();
  calm(ada, ben);
});
