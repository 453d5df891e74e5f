// The chat is for everyone: every screen and state, in every look and language, by keyboard, by finger, with large letters,
// little space, few colours and little movement. Point numbers are those of the list of what makes a chat look good that
// this one was designed by:
//
//   1 contrast: axe, in every `state` below, light and dark. 2 targets: 'every target is large enough for a finger'.
//   3 letters, 4 measure, 5 spacing, 6 corners: 'letters, lines and bubbles have the sizes…'. 7 colours: axe judges their
//   contrast; how many there are, only people can. 8 motion: 'who wants no movement gets none'. 9 feedback: 'what one sends is
//   there within a frame'; 60 frames a second are for bench/. 10 nothing shifts: 'nothing moves while the page loads', and
//   nothing overflows, in `inspect`. 11 states without content: each is in `states`. 12 one, two or three columns:
//   moving.test.mjs at phone and desktop size, design.test.mjs at tablet size. 13 density: 'compact is compact'. 14 nothing by
//   colour alone: 'statuses differ in shape, too', and forced colours.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { DESKTOP, PHONE, Person, SIZES, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { inspect } from './support/inspect.mjs';
import { Proxy } from './support/proxy.mjs';
import { Server, UNHURRIED } from './support/server.mjs';

await browser(after);

const TEXT = 'Yes, **four** seats on the upper deck: https://example.org/booking\n> with a view\n- and `code`\n```js\nlet x = 1;\n```';

/** A room with everything in it that a message can have, and people of every status. */
async function furnished(t, env) {
  const server = await Server.start(t, env);
  const names = ['Mara', 'Jonas', 'Amira'];
  const [mara, jonas, amira] = await Promise.all(names.map((name) => StockClient.connect(t, server, { name })));
  await mara.ask('room:create', { name: 'Harbour', topic: 'Boats and tides' });
  for (const client of [mara, jonas, amira]) await client.enter('harbour', 'lobby');
  const { message } = await mara.say('When does the ferry leave?', 'harbour');
  await jonas.ask('message:send', { room: 'harbour', text: TEXT, replyTo: message.id });
  await amira.say('صباح الخير! سأحضر القهوة', 'harbour');
  await jonas.ask('message:react', { room: 'harbour', id: message.id, reaction: '👍', on: true });
  await mara.ask('message:pin', { room: 'harbour', id: message.id, pinned: true });
  const regretted = await amira.say('never mind', 'harbour');
  await amira.ask('message:delete', { room: 'harbour', id: regretted.message.id });
  await jonas.ask('presence:set', { status: 'busy' });
  await amira.ask('presence:set', { status: 'away' });
  await mara.ask('room:create', { name: 'Attic', kind: 'private' });
  return { server, mara, jonas, amira };
}

/** The id of a member. */
async function userOf(client, room, name) {
  const { members } = await client.ask('room:members', { room });
  return members.find(({ user }) => user.name === name).user.id;
}

/** Every state of the chat, one after the other: `look` is called in each. */
async function states({ server, mara }, ada, proxy, look) {
  const { page } = ada;
  const closed = (dialog) => dialog.waitFor({ state: 'detached' });
  const shut = async (dialog) => {
    await look(await dialog.getAttribute('aria-label'));
    await page.keyboard.press('Escape');
    await closed(dialog);
  };

  // The way in, and what may be wrong there.
  await ada.name.waitFor();
  await look('welcome');
  await ada.name.fill('mara');
  await ada.name.press('Enter');
  await page.locator('[name=name][aria-invalid=true]').waitFor();
  await look('welcome, name taken');
  await ada.name.fill('Noor');
  await ada.name.press('Enter');
  await ada.composer.waitFor();
  await ada.online();

  // Rooms.
  await ada.say('good morning');
  await ada.toRooms();
  await look('rooms');
  await ada.chooseNew('New room');
  await ada.dialog('New room').getByRole('button', { name: 'Create room' }).click();
  await shut(ada.dialog('New room'));
  await ada.chooseNew('Browse rooms');
  await ada.dialog('Browse rooms').getByRole('button', { name: 'Join Harbour' }).waitFor();
  await shut(ada.dialog('Browse rooms'));
  await page.keyboard.press('Control+k');
  await ada.dialog('Find a room or person').getByRole('combobox').fill('l');
  await shut(ada.dialog('Find a room or person'));
  await ada.preferences();
  await shut(ada.dialog('Preferences'));
  await mara.ask('room:invite', { room: 'attic', user: await userOf(mara, 'lobby', 'Noor') });
  await ada.toRooms();
  await ada.rooms.getByText('Mara invites you').waitFor();
  await ada.room('Attic').click();
  await page.getByRole('heading', { name: 'Join Attic?' }).waitFor();
  await look('invited');

  // A room, its panels and what floats above it.
  await page.goto(new URL('/r/harbour', proxy.url).href);
  await ada.sees('When does the ferry leave?');
  await ada.online();
  await ada.say('At nine, I think');
  await ada.message('At nine').locator('[data-delivery=sent]').waitFor();
  await look('room');
  await ada.menuOf('When does the ferry leave?');
  await look('message menu');
  await page.getByRole('menuitem', { name: 'More emoji' }).click();
  await ada.dialog('React').getByRole('option').first().waitFor();
  await shut(ada.dialog('React'));
  await ada.chooseOf('At nine', 'Delete');
  await shut(ada.dialog('Delete this message?'));
  await ada.chooseOf('When does the ferry leave?', 'Reply');
  await ada.composer.click();
  await ada.composer.pressSequentially('@jo');
  await page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
  await look('replying, with suggestions');
  await ada.composer.press('Escape');
  await ada.composer.press('Escape');
  await ada.composer.fill('');
  await (await ada.person('Jonas')).filter({ hasText: 'Busy' }).waitFor();
  await look('people');
  await (await ada.person('Jonas')).getByRole('button', { name: 'More about Jonas' }).click();
  await page.getByRole('menu').waitFor();
  await look('menu of a person');
  await page.keyboard.press('Escape');
  await ada.closePanel();
  const pins = await ada.panel('Pinned messages');
  await pins.getByText('When does the ferry leave?').waitFor();
  await look('pins');
  await ada.closePanel();
  const search = await ada.panel('Search messages');
  await search.getByRole('searchbox').fill('ferry');
  await search.locator('mark').first().waitFor();
  await look('search with results');
  await search.getByRole('searchbox').fill('nowhere');
  await search.getByText('Nothing found').first().waitFor();
  await look('search without results');
  await ada.closePanel();

  // No connection, and a change that comes to nothing: whoever may pin may no longer by the time that they are back.
  const me = { room: 'harbour', user: await userOf(mara, 'harbour', 'Noor') };
  await mara.ask('room:role', { ...me, role: 'moderator' });
  await (await ada.person('Noor')).filter({ hasText: 'Moderator' }).waitFor();
  await ada.closePanel();
  proxy.cutChat();
  await ada.say('written in a tunnel');
  await ada.chooseOf('At nine', 'Pin');
  await page.getByText('Connection lost.').waitFor();
  await look('offline');
  await mara.ask('room:role', { ...me, role: 'member' });
  proxy.restore();
  await page.getByText('Not pinned.').waitFor();
  await page.locator('.notice').hover(); // so that it stays
  await look('notice');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await ada.online();
  await ada.message('written in a tunnel').locator('[data-delivery=sent]').waitFor();

  // Outside.
  await mara.ask('room:remove', me);
  await page.getByRole('heading', { name: 'You are no longer in this room' }).waitFor();
  await look('removed');
  await page.goto(new URL('/r/nowhere', proxy.url).href);
  await page.getByRole('heading', { name: 'There is no such room' }).waitFor();
  await look('no such room');
  await page.goto(new URL('/no/where', proxy.url).href);
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await look('no such page');
}


/** What can be pressed and is smaller than a finger, unless it is a word within a text. */
async function smallTargets(page, least) {
  return page.evaluate((least) => {
    const inert = document.querySelector('dialog[open]');
    const found = [...(inert ?? document).querySelectorAll('a[href], button, input, textarea, [role=option]')];
    const small = found.map((element) => element.closest('label') ?? element).filter((element) => {
      const { width, height, x, y } = element.getBoundingClientRect();
      if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.text, .skip-link')) return false;
      if (width >= least - 0.5 && height >= least - 0.5) return false;
      // What is around it may belong to it, too.
      const hits = (dx, dy) => element.contains(document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy));
      const reach = least / 2 - 1;
      return !(hits(-reach, 0) && hits(reach, 0) && hits(0, -reach) && hits(0, reach));
    });
    return small.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      return `${element.tagName.toLowerCase()}.${element.className} ${element.ariaLabel ?? element.textContent.slice(0, 20)}: ${width}×${height}`;
    });
  }, least);
}

// What is wrong with a theme is so at every size; design.test.mjs has them all.
for (const [size, viewport, colorScheme] of [['phone', PHONE, 'light'], ['desktop', DESKTOP, 'dark']]) {
  test(`every state is accessible, nothing sticks out and every target can be hit: ${size}, ${colorScheme}`, async (t) => {
    const room = await furnished(t);
    const proxy = await Proxy.start(t, room.server);
    const ada = await Person.open(t, proxy, { viewport, colorScheme, reducedMotion: 'reduce' });
    const wrong = [];
    await states(room, ada, proxy, async (name) => {
      try {
        await inspect(ada, `everyone-${size}-${colorScheme}-${name.replaceAll(/\W+/g, '-')}`);
      } catch (error) {
        wrong.push(`${name}: ${error.message}`);
      }
      const small = await smallTargets(ada.page, ada.onPhone ? 44 : 24);
      if (small.length) wrong.push(`${name}: ${small.join(', ')}`);
    });
    assert.deepEqual(wrong, []);
  });
}

for (const [language, colorScheme] of [['de', 'light'], ['ar', 'dark']]) {
  for (const [size, viewport] of SIZES) {
    test(`it speaks ${language} from end to end, at ${size} size, ${colorScheme}`, async (t) => {
      const { server, jonas } = await furnished(t);
      const ada = await Person.open(t, server, { viewport, colorScheme, path: '/r/harbour', reducedMotion: 'reduce' });
      await ada.page.evaluate((language) => localStorage.setItem('sociable.language', JSON.stringify(language)), language);
      await ada.page.reload();
      const { page } = ada;
      const look = (name) => inspect(ada, `speaks-${language}-${size}-${colorScheme}-${name}`);
      await page.locator('[name=name]').waitFor();
      const html = page.locator('html');
      assert.equal(await html.getAttribute('lang'), language);
      assert.equal(await html.getAttribute('dir'), language === 'ar' ? 'rtl' : 'ltr');
      await look('welcome');
      await page.locator('[name=name]').fill('Noor');
      await page.locator('[name=name]').press('Enter');
      await ada.sees('When does the ferry leave?');
      await ada.online();
      await page.locator('#message').fill('نعم، في التاسعة');
      await page.locator('#message').press('Control+Enter');
      await ada.message('التاسعة').locator('[data-delivery=sent]').waitFor();
      await jonas.typing(true);
      await look('room');
      // One's own words are at the end of the line, whichever side that is.
      const { left, right } = await ada.message('التاسعة').locator('.bubble').evaluate((bubble) => {
        const [own, list] = [bubble.getBoundingClientRect(), bubble.closest('.list').getBoundingClientRect()];
        return { left: own.left - list.left, right: list.right - own.right };
      });
      assert.ok(language === 'ar' ? left < right : right < left, `${left} ${right}`);
      if (ada.onPhone) {
        await page.locator('.topbar-back').click();
        await look('rooms');
      }
      await page.locator('.oneself-button').click();
      await page.locator('dialog[open]').waitFor();
      await look('preferences');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.locator('dialog[open] [role=combobox]').waitFor();
      await look('finding');
    });
  }
}

test('the keyboard alone leads everywhere', async (t) => {
  const { server } = await furnished(t);
  const ada = await Person.enter(t, server, 'Ada', { permissions: ['clipboard-read', 'clipboard-write'] });
  const { keyboard } = ada.page;
  await ada.page.goto(new URL('/r/harbour', server.url).href);
  await ada.sees('When does the ferry leave?');
  await ada.online();
  const focused = () => ada.page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText);
  const on = (name) => until(focused, (label) => name.test(label));
  await ada.say('mine');
  await ada.message('mine').locator('[data-delivery=sent]').waitFor();

  // The first stop of the page skips all that is before the composer.
  await ada.page.evaluate(() => document.activeElement.blur());
  await ada.page.locator('.skip-link').focus();
  await keyboard.press('Enter');
  await on(/^Message Harbour$/);

  // One stop back from the composer is the list, at its newest message; arrows go from one to the next.
  await ada.row(5).focus();
  await on(/mine/);
  await keyboard.press('ArrowUp');
  await on(/deleted/);
  await keyboard.press('ArrowUp');
  await on(/صباح/);
  await keyboard.press('Home');
  await on(/When does the ferry leave/);
  // The list is one stop.
  await until(() => ada.page.locator('.list [tabindex="0"]:not(pre)').count(), (stops) => stops === 1);

  // Enter leads into the message, Escape out of it, and out of the list.
  await keyboard.press('Enter');
  await until(() => ada.page.evaluate(() => document.activeElement.tagName), (tag) => tag === 'BUTTON');
  await keyboard.press('Escape');
  await on(/When does the ferry leave/);
  await keyboard.press('r');
  await ada.page.getByText('Replying to Mara').waitFor();
  await on(/^Message Harbour$/);
  await keyboard.press('Escape');
  await ada.page.getByText('Replying to Mara').waitFor({ state: 'detached' });

  // What was opened gives the focus back to what opened it.
  const searching = ada.page.getByRole('button', { name: 'Search messages' });
  await searching.focus();
  await keyboard.press('Enter');
  await ada.isOn(ada.page.getByRole('searchbox'));
  await keyboard.press('Escape');
  await ada.page.getByRole('searchbox').waitFor({ state: 'detached' });
  await ada.isOn(searching);

  // Its menu.
  await ada.row(1).focus();
  await keyboard.press('Enter');
  await until(() => ada.page.evaluate(() => document.activeElement.tagName), (tag) => tag === 'BUTTON');
  for (let n = 0; n < 10 && !/More actions/.test(await focused()); n += 1) await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  const menu = ada.page.getByRole('menu');
  await menu.waitFor();
  await until(() => menu.evaluate((menu) => menu.contains(document.activeElement)), (focused) => focused);
  for (let n = 0; n < 15 && !/Copy text/.test(await focused()); n += 1) await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await menu.waitFor({ state: 'detached' });
  await ada.hasCopied('When does the ferry leave?');
  await ada.row(1).focus();
  await keyboard.press('+');
  await ada.dialog('React').waitFor();
  await keyboard.press('Escape');
  await ada.dialog('React').waitFor({ state: 'detached' });
  await on(/When does the ferry leave/);
  await keyboard.press('Escape');
  await on(/^Message Harbour$/);

  // The menu of the room, from its button and back to it.
  const more = ada.page.getByRole('button', { name: 'More about this room' });
  await more.focus();
  await keyboard.press('Enter');
  await on(/^Mute$/);
  await keyboard.press('End');
  await on(/Leave room/);
  await keyboard.press('Escape');
  await on(/^More about this room$/);
  assert.deepEqual(ada.complaints, []);
});

test('letters, lines and bubbles have the sizes that make them easy to read', async (t) => {
  const { server, mara } = await furnished(t);
  await mara.say('word '.repeat(200).trim(), 'harbour');
  for (const [size, viewport] of SIZES) {
    const ada = await Person.enter(t, server, `Ada ${size}`, { viewport });
    await ada.page.goto(new URL('/r/harbour', server.url).href);
    await ada.sees('word word');
    const sizes = await ada.page.evaluate(() => {
      const style = (selector) => getComputedStyle(document.querySelector(selector));
      const pixels = (selector, property) => Number.parseFloat(style(selector)[property]);
      const widest = Math.max(...[...document.querySelectorAll('.bubble')].map((bubble) => bubble.getBoundingClientRect().width));
      return {
        text: pixels('.text', 'fontSize'),
        line: pixels('.text', 'lineHeight') / pixels('.text', 'fontSize'),
        meta: pixels('.meta', 'fontSize'),
        input: pixels('#message', 'fontSize'),
        family: style('.text').fontFamily,
        measure: widest / pixels('.text', 'fontSize'),
        share: widest / document.querySelector('.list').getBoundingClientRect().width,
        radius: pixels('.message.starts-run.ends-run .bubble', 'borderStartEndRadius') || pixels('.bubble', 'borderEndEndRadius'),
        numerals: style('.meta time').fontVariantNumeric,
        fonts: document.fonts.size,
      };
    });
    assert.ok(sizes.text >= 15 && sizes.text <= 17, `text ${sizes.text}`);
    assert.ok(sizes.line >= 1.35 && sizes.line <= 1.5, `line ${sizes.line}`);
    assert.ok(sizes.meta >= 11.5 && sizes.meta <= 13, `meta ${sizes.meta}`);
    assert.ok(sizes.input >= 16, `below 16 pixels, iPhones zoom in: ${sizes.input}`);
    assert.ok(sizes.measure <= 40, `about 80 characters: ${sizes.measure} em`);
    assert.ok(sizes.share <= 0.9, `a bubble leaves room on the other side: ${sizes.share}`);
    assert.ok(sizes.radius >= 12 && sizes.radius <= 20, `radius ${sizes.radius}`);
    assert.match(sizes.numerals, /tabular-nums/);
    assert.equal(sizes.fonts, 0, 'no font is downloaded');
  }
});

test('nothing moves while the page loads, and what one sends is there within a frame', async (t) => {
  const { server } = await furnished(t);
  const ada = await Person.enter(t, server, 'Ada', { serviceWorkers: 'block' });
  // A room that is new to her comes into the list of rooms; that is not what is asked about.
  await ada.page.goto(new URL('/r/harbour', server.url).href);
  await ada.room('Harbour').waitFor();
  // What the browser keeps is shown at once, and is the same when one is connected.
  await ada.keeps('rooms', 'When does the ferry leave?');
  await ada.context.addInitScript(() => {
    globalThis.shifts = [];
    new PerformanceObserver((entries) => {
      for (const { value, sources, hadRecentInput } of entries.getEntries()) {
        const moved = sources.map(({ node }) => node).filter((node) => node && !(node.parentElement ?? node).closest('.panel'));
        // Whoever is found out to be away moves to another part of the list of people; nothing else moves.
        if (!hadRecentInput && moved.length) globalThis.shifts.push(`${value}: ${moved.map((node) => `${node.nodeName}.${node.className}`)}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  // A text with marks becomes another one where the part that knows them comes after it; later.test.mjs has that.
  const marks = ada.page.waitForResponse(/-markdown\.wasm$/).then((response) => response.finished());
  await ada.context.route(/-chat\.wasm$/, async (route) => {
    await marks;
    await route.continue();
  });
  await ada.page.reload();
  await ada.sees('When does the ferry leave?');
  await ada.online();
  await (await ada.person('Jonas')).filter({ hasText: 'Busy' }).waitFor();
  assert.deepEqual(await ada.page.evaluate(() => globalThis.shifts), []);
  await ada.composer.fill('at once');
  const there = await ada.composer.evaluate((field) => new Promise((resolve) => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    // What is there when the next frame begins is painted with it.
    requestAnimationFrame(() => resolve([...document.querySelectorAll('.message-own .text')].some(({ textContent }) => textContent === 'at once')));
  }));
  assert.ok(there);
  await ada.message('at once').locator('[data-delivery=sent]').waitFor();
});

test('who wants no movement gets none', async (t) => {
  const { server, jonas, mara } = await furnished(t);
  const ada = await Person.enter(t, server, 'Ada', { reducedMotion: 'reduce' });
  // Whoever is seen among the people is in the same room: nothing that is only told once is missed any more.
  await (await ada.person('Jonas')).waitFor();
  await jonas.typing(true);
  await ada.page.getByTestId('typing').filter({ hasText: 'Jonas' }).waitFor();
  const moving = () => ada.page.evaluate(() => document.getAnimations()
    .filter(({ playState, effect }) => playState === 'running' && effect.getComputedTiming().duration > 1)
    .map(({ effect }) => effect.target.className));
  assert.deepEqual(await moving(), []);
  await mara.say('a new one');
  await ada.sees('a new one');
  assert.deepEqual(await moving(), []);
  await ada.page.keyboard.press('Control+k');
  await ada.dialog('Find a room or person').waitFor();
  assert.deepEqual(await moving(), []);
});

test('statuses differ in shape, too, and nothing is lost where colours are the reader\'s', async (t) => {
  const { server } = await furnished(t);
  const ada = await Person.enter(t, server, 'Ada');
  const signs = async () => {
    const looks = [];
    for (const name of ['Mara', 'Jonas', 'Amira']) {
      const picture = (await ada.person(name)).locator('.picture');
      looks.push(await picture.evaluate((picture) => {
        const { backgroundImage, borderRadius, backgroundSize } = getComputedStyle(picture, '::after');
        return JSON.stringify([backgroundImage.replaceAll(/(?:rgb|oklch|color)a?\([^)]*\)/g, ''), borderRadius, backgroundSize]);
      }));
      assert.ok(await picture.getAttribute('title'), 'a sign has a name');
    }
    return new Set(looks).size;
  };
  await (await ada.person('Jonas')).filter({ hasText: 'Busy' }).waitFor();
  assert.equal(await signs(), 3);

  const forced = await Person.enter(t, server, 'Eve', { forcedColors: 'active' });
  await forced.page.goto(new URL('/r/harbour', server.url).href);
  await forced.sees('When does the ferry leave?');
  await inspect(forced, 'everyone-forced-colours');
  // A bubble and the room that one is in are told from what is around them without their colours.
  const outlined = (selector) => forced.page.locator(selector).first().evaluate((element) => {
    const { borderTopWidth, borderTopStyle, borderTopColor, outlineStyle, backgroundColor } = getComputedStyle(element);
    const around = getComputedStyle(element.parentElement).backgroundColor;
    return outlineStyle !== 'none' || (borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor)
      || backgroundColor !== around;
  });
  for (const selector of ['.bubble', '.entry[aria-current]', '.composer-field', '.reaction']) {
    assert.ok(await outlined(selector), `${selector} can be told from what is around it`);
  }
});

test('large letters and little space break nothing', async (t) => {
  const { server } = await furnished(t);
  const ada = await Person.enter(t, server, 'Ada', { reducedMotion: 'reduce' });
  const { page } = ada;
  await page.goto(new URL('/r/harbour', server.url).href);
  await ada.sees('When does the ferry leave?');
  // The field is as high as what is in it, or as is allowed.
  const hidden = () => ada.composer.evaluate((field) =>
    Math.min(field.scrollHeight, parseFloat(getComputedStyle(field).maxHeight)) - field.clientHeight);
  for (const [width, height, percent] of [[320, 568, 100], [320, 568, 200], [640, 360, 100], [1280, 800, 200]]) {
    await page.setViewportSize({ width, height });
    await page.evaluate((percent) => { document.documentElement.style.fontSize = `${percent}%`; }, percent);
    if (!(await ada.composer.isVisible())) await ada.goTo('Harbour');
    await inspect(ada, `everyone-${width}-${percent}`);
    await until(hidden, (pixels) => pixels < 1);
    const { x, y, width: wide, height: high } = await ada.composer.boundingBox();
    assert.ok(x >= 0 && y >= 0 && x + wide <= width && y + high <= height, 'one can write');
    assert.ok((await ada.list.boundingBox()).height >= 40, 'and read');
  }

  // A phone that lies on its side, with its keyboard open, and much to say.
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.setViewportSize({ width: 640, height: 220 });
  await ada.composer.fill('one more line\n'.repeat(9));
  await until(hidden, (pixels) => pixels < 1);
  const send = await page.getByRole('button', { name: 'Send' }).boundingBox();
  assert.ok(send.y + send.height <= 220, 'one can send it');
  assert.ok((await ada.list.boundingBox()).height >= 40, 'and read');
});

test('who likes it dark, compact or in another language has it so at once, and after a reload', async (t) => {
  const server = await Server.start(t);
  // What comes up moves into its place, and is not to be measured on its way.
  const ada = await Person.enter(t, server, 'Ada', { colorScheme: 'light', reducedMotion: 'reduce' });
  for (const text of ['one', 'two', 'three']) await ada.say(text);
  await ada.message('three').locator('[data-delivery=sent]').waitFor();
  const looks = () => ada.page.evaluate(() => ({
    background: getComputedStyle(document.body).backgroundColor,
    height: document.querySelector('[data-testid=messages]').lastElementChild.getBoundingClientRect().bottom
      - document.querySelector('[data-row]').getBoundingClientRect().top,
  }));
  const before = await looks();
  const preferences = await ada.preferences();
  await preferences.getByRole('button', { name: 'Dark' }).click();
  await preferences.getByRole('button', { name: 'Compact' }).click();
  await inspect(ada, 'everyone-compact-preferences');
  await preferences.getByRole('button', { name: 'Deutsch' }).click();
  await ada.page.locator('html[lang=de]').waitFor();
  await ada.page.keyboard.press('Escape');
  const after = await looks();
  assert.notEqual(after.background, before.background);
  assert.ok(after.height < before.height, `compact is compact: ${after.height} < ${before.height}`);
  await inspect(ada, 'everyone-compact');
  await ada.page.reload();
  await ada.sees('three');
  const reloaded = await looks();
  assert.equal(reloaded.background, after.background);
  assert.ok(Math.abs(reloaded.height - after.height) < 2, `${reloaded.height} ${after.height}`);
  assert.equal(await ada.page.locator('html').getAttribute('lang'), 'de');
});

test('a full house: 200 people in a room, and somebody in 100 rooms', async (t) => {
  const server = await Server.start(t, UNHURRIED);
  const crowd = await Promise.all(Array.from({ length: 200 }, (_, n) =>
    StockClient.connect(t, server, { name: `Guest ${String(n).padStart(3, '0')}` }, { transports: ['websocket'] })));
  await Promise.all(crowd.map((client) => client.enter('lobby')));
  const host = await StockClient.connect(t, server, { name: 'Ada' });
  await host.enter('lobby');
  for (let n = 1; n < 100; n += 1) await host.ask('room:create', { name: `Room ${String(n).padStart(2, '0')}` });
  // More than come at a time where one looks through them.
  for (let n = 10; n < 70; n += 1) await crowd[0].ask('room:create', { name: `Zulu ${n}` });
  for (const [size, viewport] of SIZES) {
    const ada = await Person.open(t, server, { viewport, path: '/r/lobby', reducedMotion: 'reduce' });
    await ada.page.evaluate((token) => localStorage.setItem('sociable.session', JSON.stringify({ token, name: 'Ada' })), host.session.token);
    await ada.page.reload();
    await ada.online();
    await ada.page.getByTestId('connection').filter({ hasText: '201 online' }).waitFor();
    const people = await ada.panel('People');
    await people.getByText('Guest 198').waitFor({ state: 'attached' });
    await inspect(ada, `everyone-crowd-${size}`);
    await ada.closePanel();
    await crowd[7].say(`hello from the crowd, ${size}`);
    await ada.sees(`hello from the crowd, ${size}`);
    await ada.toRooms();
    await until(() => ada.rooms.getByRole('listitem').count(), (count) => count === 100);
    await inspect(ada, `everyone-rooms-${size}`);
    await ada.page.keyboard.press('Control+k');
    const finding = ada.dialog('Find a room or person');
    await finding.getByRole('combobox').fill('room 57');
    await finding.getByRole('option', { name: 'Room 57' }).waitFor();
    await finding.getByRole('combobox').press('Enter');
    await ada.isIn('Room 57');
    if (!ada.onPhone) {
      const isShown = () => ada.rooms.locator('[aria-current]').evaluate((entry) => {
        const [own, list] = [entry.getBoundingClientRect(), entry.closest('.sidebar-list').getBoundingClientRect()];
        return own.top >= list.top && own.bottom <= list.bottom;
      });
      await until(isShown, (shown) => shown);
    }
    await ada.chooseNew('Browse rooms');
    const browsing = ada.dialog('Browse rooms');
    await browsing.getByRole('searchbox').fill('zulu 57');
    await browsing.getByRole('button', { name: 'Join Zulu 57' }).waitFor();
    await browsing.getByRole('searchbox').fill('nothing of the kind');
    await browsing.getByText('Nothing has this name.').waitFor();
    assert.deepEqual(ada.complaints, []);
  }
});
