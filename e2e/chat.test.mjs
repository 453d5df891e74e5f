// People at browsers and a stock Socket.IO client in one room.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, TABLET, browser } from './support/browser.mjs';
import { PATIENCE, StockClient, until } from './support/client.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server, UNHURRIED } from './support/server.mjs';

await browser(after);

for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`two browsers and a stock client chat with each other, at ${size} size`, async (t) => {
    const server = await Server.start(t);
    const ada = await Person.enter(t, server, 'Ada', { viewport });
    const ben = await Person.enter(t, server, 'Ben', { viewport });
    const bot = await StockClient.connect(t, server, { name: 'Bot' });
    await bot.join();

    // Messages, each way, at once and without a reload.
    await ada.say('hello from Ada');
    await ben.say('hello from Ben');
    await bot.say('hello from a stock client');
    for (const person of [ada, ben]) {
      for (const text of ['hello from Ada', 'hello from Ben', 'hello from a stock client']) await person.sees(text);
      assert.equal(await person.messages.count(), 3);
    }
    assert.equal((await bot.next('message:new', ({ user }) => user.name === 'Ben')).text, 'hello from Ben');

    // Who is online, on all sides.
    assert.deepEqual((await bot.join()).people.map(({ user }) => user.name), ['Ada', 'Ben', 'Bot']);
    await ada.page.getByTestId('connection').filter({ hasText: '3 online' }).waitFor();

    // Who is typing, each way.
    await bot.typing(true);
    await ada.page.getByTestId('typing').filter({ hasText: 'Bot is typing' }).waitFor();
    await bot.typing(false);
    await ada.page.getByTestId('typing').filter({ hasNotText: 'Bot' }).waitFor();
    await ben.composer.pressSequentially('abc');
    await bot.next('typing:changed', ({ typing, user }) => typing && user.name === 'Ben');
    await ada.page.getByTestId('typing').filter({ hasText: 'Ben is typing' }).waitFor();

    // Coming and going of a client without a page.
    bot.socket.close();
    await ada.page.getByTestId('connection').filter({ hasText: '2 online' }).waitFor();
    assert.deepEqual([...ada.complaints, ...ben.complaints], []);
  });
}

test('a reload keeps who one is and what was said, and is not seen by others', async (t) => {
  const server = await Server.start(t);
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  await bot.join();
  const ada = await Person.enter(t, server, 'Ada');
  const { user } = await bot.next('presence:changed');
  await ada.say('before the reload');
  await ada.stored('before the reload');
  await ada.page.reload();
  await ada.sees('before the reload');
  await ada.online();
  await ada.say('after the reload');
  const said = await bot.next('message:new', ({ text }) => text === 'after the reload');
  assert.deepEqual(said.user, user);
  assert.equal(await ada.message('before the reload').count(), 1);
  assert.deepEqual(bot.received('presence:changed'), []);
  assert.deepEqual(ada.complaints, []);
});

test('two tabs are one person, and what is said in one is in the other', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  const tab = await ada.tab();
  await tab.locator('[data-testid=connection][data-state=online]').filter({ hasText: '1 online' }).waitFor();
  await ada.say('in the first tab');
  await tab.getByTestId('message').filter({ hasText: 'in the first tab' }).waitFor();
});

test('the server is killed and restarted under an open page: what was typed meanwhile arrives once', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  const ben = await Person.enter(t, server, 'Ben', { viewport: PHONE });
  await ada.say('before');
  await ben.sees('before');
  for (const person of [ada, ben]) await person.hasProgram();
  await server.kill();
  await ada.say('typed while the server was down');
  await ada.say('and another');
  await ada.sees('and another');
  await ada.offline();
  await server.run();
  await ben.sees('and another');
  await ada.online();
  await ben.say('after');
  for (const person of [ada, ben]) {
    await person.sees('after');
    const texts = await person.messages.locator('.bubble').allInnerTexts();
    const order = ['before', 'typed while the server was down', 'and another', 'after'];
    assert.deepEqual(order.map((text) => texts.findIndex((shown) => shown.includes(text))), [0, 1, 2, 3]);
    assert.equal(texts.length, 4);
    assert.deepEqual(person.complaints, []);
  }
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  const { head } = await bot.join();
  assert.equal(head, 4);
});

test('what is written without a connection survives a reload', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const ada = await Person.enter(t, proxy, 'Ada');
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  await bot.join();
  proxy.cutChat();
  await ada.say('written in the tunnel');
  await ada.keeps('outbox', 'written in the tunnel');
  await ada.page.reload();
  await ada.sees('written in the tunnel');
  await ada.say('written after the reload');
  await ada.sees('written after the reload');
  proxy.restore();
  assert.equal((await bot.next('message:new')).text, 'written in the tunnel');
  assert.equal((await bot.next('message:new')).text, 'written after the reload');
  await ada.online();
  assert.equal(await ada.messages.count(), 2);
  assert.equal((await bot.join()).head, 2);
});

test('what was said while a page was away is there when it is back, once and in order', async (t) => {
  const server = await Server.start(t);
  const proxy = await Proxy.start(t, server);
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  await bot.join();
  const ada = await Person.enter(t, proxy, 'Ada');
  await bot.say('said 0.');
  await ada.sees('said 0.');
  proxy.cut();
  for (let n = 1; n <= 30; n += 1) await bot.say(`said ${n}.`);
  await ada.offline();
  assert.equal(await ada.messages.count(), 1);
  proxy.restore();
  await ada.sees('said 1.');
  await bot.say('said 31.');
  await ada.goesToEnd();
  await ada.sees('said 31.');
  const shown = (await ada.messages.locator('.bubble').allInnerTexts()).map((text) => Number(/said (\d+)/.exec(text)[1]));
  assert.deepEqual(shown, Array.from({ length: 32 }, (_, n) => n));
});

/** The positions of the messages in sight, and `line` for the line before the unread ones. */
const inSight = (person) => person.list.evaluate((list) => {
  const around = list.getBoundingClientRect();
  const seen = [...list.querySelectorAll('[data-row], .unread')].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > around.top && top < around.bottom;
  });
  return seen.map((row) => row.dataset.seq ?? 'line');
});

test('what came while a page was away is unread, and who comes back begins at it, however much it is', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const proxy = await Proxy.start(t, server);
  const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
  await bot.fill(40);
  const ada = await Person.enter(t, proxy, 'Ada');
  await ada.inSight(ada.row(40));
  let head = 40;
  // As much as fits into one answer, and more.
  for (const missed of [60, 700]) {
    proxy.cutChat();
    await ada.offline();
    await bot.fill(missed);
    proxy.restore();
    await ada.inSight(ada.row(head + 1));
    const seen = await until(() => inSight(ada), (seen) => seen.includes('line'));
    assert.deepEqual(seen.slice(seen.indexOf('line'))[1], String(head + 1), 'the line is before the first of them');
    head += missed;
    await ada.page.getByTestId('jump').filter({ hasText: / new/ }).waitFor();
    await ada.goesToEnd();
    await ada.inSight(ada.row(head));
  }

  // Who reads further up meanwhile is left there.
  await ada.list.hover();
  await ada.page.mouse.wheel(0, -3_000);
  const jump = ada.page.getByTestId('jump');
  await jump.waitFor();
  const before = await until(() => inSight(ada), (seen) => !seen.includes(String(head)));
  proxy.cutChat();
  await ada.offline();
  await bot.fill(700);
  proxy.restore();
  await jump.filter({ hasText: '700 new' }).waitFor();
  assert.deepEqual(await inSight(ada), before);
  await jump.click();
  await ada.inSight(ada.row(head + 700));
  assert.deepEqual(ada.complaints, []);
});

test('what the page puts into a text can be undone, and several messages can be copied as what was said', async (t) => {
  const server = await Server.start(t);
  const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
  for (const text of ['before', '```js\nlet x = 1;\n```', 'after']) await bot.say(text);
  const ada = await Person.enter(t, server, 'Ada', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ada.composer.pressSequentially('hi @bo');
  await ada.page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
  await ada.composer.press('Enter');
  assert.equal(await ada.composer.inputValue(), 'hi @Bot ');
  await ada.composer.press('Control+z');
  assert.equal(await ada.composer.inputValue(), 'hi @bo');
  await ada.composer.press('Control+Shift+z');
  assert.equal(await ada.composer.inputValue(), 'hi @Bot ');

  await ada.sees('after');
  // Until what marks mean is loaded they are shown as they were written, and then drawn anew.
  await ada.message('let x').locator('code').waitFor();
  await ada.page.evaluate(() => {
    const texts = document.querySelectorAll('[data-testid=message] .text');
    getSelection().setBaseAndExtent(texts[0], 0, texts[2], 1);
  });
  await ada.page.keyboard.press('Control+c');
  const said = async () => (await ada.clipboard()).split('\n').filter((line) => !/^\d+:\d+/.test(line));
  await until(said, (lines) => lines.join('\n') === 'before\nlet x = 1;\nafter');
});

test('the list follows the latest message unless one has scrolled up', async (t) => {
  const server = await Server.start(t);
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  await bot.join();
  for (let n = 0; n < 120; n += 1) await bot.say(`line ${n}.`);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.sees('line 119.');
  const list = ada.page.getByRole('region', { name: 'Messages' });
  const fromBottom = () => list.evaluate((el) => el.scrollHeight - el.clientHeight - el.scrollTop);
  const settled = async (check, what) => {
    const end = Date.now() + PATIENCE;
    while (!(await check())) {
      assert.ok(Date.now() < end, what);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await settled(async () => (await fromBottom()) < 4, 'the page opens at the latest message');
  await bot.say('fresh');
  await ada.sees('fresh');
  await settled(async () => (await fromBottom()) < 4, 'it follows');

  // Older messages come in as one scrolls up, without moving what one reads.
  await list.hover();
  await ada.page.mouse.wheel(0, -1200);
  await settled(async () => (await fromBottom()) > 400, 'scrolled up');
  const before = await fromBottom();
  await bot.say('unseen');
  await ada.page.getByTestId('jump').filter({ hasText: /1/ }).waitFor();
  assert.ok((await fromBottom()) >= before, 'it stays where it was');
  await list.evaluate((el) => el.scrollTo(0, 0));
  await ada.sees('line 30.');
  await list.evaluate((el) => el.scrollTo(0, 0));
  await ada.sees('line 0.');
  await ada.page.getByTestId('jump').click();
  await settled(async () => (await fromBottom()) < 4, 'the button goes to the latest');
  await ada.message('unseen').waitFor();
  assert.deepEqual(ada.complaints, []);
});

test('the end of the list stays in sight while one writes line after line', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const bot = await StockClient.connect(t, server, { name: 'Bot' });
  await bot.enter('lobby');
  await bot.fill(40);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.inSight(ada.row(40));
  const drawn = () => ada.page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  }));
  const fromBottom = () => ada.list.evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);
  await ada.composer.focus();
  for (let line = 1; line <= 8; line += 1) {
    for (const key of ['a', 'b', 'Shift+Enter']) {
      await ada.composer.press(key);
      await drawn();
      assert.ok(await fromBottom() < 2, `${await fromBottom()} pixels below sight after ${key} in line ${line}`);
    }
  }
  const high = (await ada.composer.boundingBox()).height;
  await ada.composer.press('Control+a');
  await ada.composer.press('Delete');
  await drawn();
  assert.ok(await fromBottom() < 2);
  assert.ok((await ada.composer.boundingBox()).height < high / 2, 'the field is low again');
});

test('whoever is a little above the end follows what comes, and what they point at is not pulled away', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
  const lines = await bot.fill(100);
  await bot.ask('message:send', { room: 'lobby', text: 'remember?', replyTo: lines[60].id });
  const ada = await Person.enter(t, server, 'Ada');
  await ada.sees('remember?');
  const { list } = ada;
  const fromBottom = () => list.evaluate((el) => el.scrollHeight - el.clientHeight - el.scrollTop);
  const near = (pixels) => until(fromBottom, (distance) => Math.abs(distance - pixels) < 2);
  await near(0);
  // What comes before is loaded until it is far from sight, and the list follows its end meanwhile.
  await until(() => list.evaluate((el) => el.scrollTop), (top) => top >= 1_600);
  await list.hover();
  await ada.page.mouse.wheel(0, -40);
  await near(40);
  // Between a button's going down and up the row gets the focus, and is drawn anew.
  const quote = ada.message('remember?').getByRole('button', { name: 'line 61.' });
  const { x, y, width, height } = await quote.boundingBox();
  await ada.page.mouse.move(x + width / 2, y + height / 2);
  await ada.message('remember?').getByRole('button', { name: 'More actions' }).waitFor();
  await ada.page.mouse.down();
  await until(() => ada.page.evaluate(() => document.activeElement.className), (name) => /quote/.test(name));
  await ada.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
  assert.deepEqual(await quote.boundingBox(), { x, y, width, height });
  await ada.page.mouse.up();
  await ada.inSight(ada.row(61));
  await ada.goesToEnd();
  await near(0);

  // Also where many long ones come faster than they are drawn.
  await ada.page.mouse.wheel(0, -40);
  await near(40);
  const tall = Array.from({ length: 9 }, (_, n) => `and ${n}`).join('\n');
  for (let burst = 0; burst < 10; burst += 1) {
    await Promise.all(Array.from({ length: 20 }, () => bot.say(tall)));
    assert.equal(await ada.page.getByTestId('jump').count(), 0, 'the end is never left');
  }
  await bot.say('the last one');
  await ada.inSight(ada.message('the last one'));
  await near(0);
  assert.deepEqual(ada.complaints, []);
});

test('whoever goes to the end gets there, whatever comes on the way', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const bot = await (await StockClient.connect(t, server, { name: 'Bot' })).enter('lobby');
  await bot.fill(100);
  const ada = await Person.enter(t, server, 'Ada');
  await ada.inSight(ada.row(100));
  await ada.list.hover();
  await ada.page.mouse.wheel(0, -1_500);
  await ada.page.getByTestId('jump').waitFor();
  const tall = Array.from({ length: 9 }, (_, n) => `and ${n}`).join('\n');
  const underWay = ada.list.evaluate((list) => new Promise((resolve) => {
    list.addEventListener('scroll', () => resolve(), { once: true });
  }));
  const said = underWay.then(() => bot.ask('message:send', { room: 'lobby', text: tall }));
  await ada.goesToEnd();
  await said;
  await ada.inSight(ada.row(101));
  await until(() => ada.list.evaluate((list) => list.scrollHeight - list.clientHeight - list.scrollTop), (way) => way < 2);
  assert.deepEqual(ada.complaints, []);
});

test('a name that is not one is refused with a reason, and a good one is taken after', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.open(t, server, { viewport: TABLET });
  await ada.name.fill('\u200b');
  await ada.name.press('Enter');
  await ada.page.getByText(/at least one visible character/i).waitFor();
  assert.equal(await ada.name.inputValue(), '\u200b', 'what one has typed stays, to be mended');
  await ada.name.fill('Ada');
  await ada.page.getByRole('button', { name: 'Start chatting' }).click();
  await ada.composer.waitFor();
});

test('a token that is worth nothing any more leads back to the name', async (t) => {
  const [server, other] = [await Server.start(t), await Server.start(t)];
  const ada = await Person.enter(t, server, 'Ada');
  const kept = await ada.page.evaluate(() => JSON.stringify({ ...localStorage }));
  const fresh = await Person.open(t, other);
  await fresh.page.evaluate((entries) => Object.assign(localStorage, JSON.parse(entries)), kept);
  await fresh.page.reload();
  await fresh.name.waitFor();
  assert.equal(await fresh.name.inputValue(), 'Ada');
  await fresh.name.press('Enter');
  await fresh.composer.waitFor();
});

test('what people write is text, whatever it looks like', async (t) => {
  const server = await Server.start(t);
  const ada = await Person.enter(t, server, 'Ada');
  const bot = await StockClient.connect(t, server, { name: '<b>Bot</b>' });
  await bot.join();
  await bot.say('<img src=x onerror="document.title=1"><script>document.title=2</script> javascript:alert(1) https://example.org/a');
  await ada.sees('<script>document.title=2</script>');
  const links = ada.messages.locator('a');
  await links.waitFor(); // by then the text is not only shown, but read for what it means
  assert.equal(await links.count(), 1);
  assert.equal(await ada.messages.locator('img, script').count(), 0);
  assert.equal(await links.getAttribute('href'), 'https://example.org/a');
  assert.match(await links.getAttribute('rel'), /noopener/);
  assert.deepEqual(ada.complaints, []);
});
