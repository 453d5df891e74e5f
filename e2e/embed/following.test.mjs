// What of the host page the chat follows: its colours, its scheme, its direction, its language; live, in the same frame.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, place, script, settings, strict, tag, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

/** A chat in a page with this style sheet, and its frame. */
async function inline(t, css, { html, head = '', attributes = 'room=lobby', ...options } = {}) {
  const server = await fakeServer(t);
  const routes = {
    '/': page(`${script(server)}${head}<link rel=stylesheet href=/page.css>`, `<main><sociable-chat ${attributes}></sociable-chat></main>`, html),
    '/page.css': css,
    ...place,
  };
  const host = await Site.start(t, routes, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin, options);
  return { visitor, frame: await visitor.frame() };
}

/** Makes sure that the frame is the one that it was. */
async function inTheSame(frame, change) {
  const id = await frame.evaluate(() => window.id);
  await change();
  assert.equal(await frame.evaluate(() => window.id), id);
}

test('attributes and properties are one, and every change is in the frame without loading it anew', async (t) => {
  const { visitor, frame } = await inline(t, '', { attributes: 'room=lobby user-name=Ada density=compact header=none' });
  const first = await frame.evaluate(() => window.settings);
  assert.deepEqual(
    { ...first, properties: {} },
    {
      room: 'lobby', theme: 'auto', scheme: 'light', lang: 'en', dir: 'ltr', density: 'compact', userName: 'Ada', autofocus: false,
      hasToken: false, header: false, closable: false, mode: 'inline', kept: null, properties: {},
    },
  );
  await inTheSame(frame, async () => {
    await visitor.chat().evaluate((chat) => {
      chat.room = 'sales';
      chat.setAttribute('user-name', 'Grace');
      chat.header = true;
      chat.density = null;
      chat.setTheme('dark');
      chat.accent = 'rgb(1, 2, 3)';
    });
    await settings(frame, ({ room, userName, header, density, theme, properties }) =>
      room === 'sales' && userName === 'Grace' && header && density === '' && theme === 'dark' && properties['--chat-accent'] === 'rgb(1, 2, 3)');
  });
  const mirrored = await visitor.chat().evaluate((chat) => [chat.getAttribute('room'), chat.userName, chat.getAttribute('theme')]);
  assert.deepEqual(mirrored, ['sales', 'Grace', 'dark']);
  // All that had changed by then came in one message.
  assert.equal(await frame.evaluate(() => window.got.filter(({ type }) => type === 'settings').length), 1);
});

test('custom properties of the page are handed over, and followed whatever changes them', async (t) => {
  const css = `
    :root { --brand: rgb(10, 20, 30); --chat-radius: 4px; }
    main { --chat-accent: var(--brand); }
    .sale main { --chat-accent: rgb(200, 0, 0); }
    @media (min-width: 1000px) { sociable-chat { --chat-gap: 9px; } }
    #own:focus ~ *, body:has(#own:focus) { --chat-font: serif; }`;
  const { visitor, frame } = await inline(t, css);
  const first = await frame.evaluate(() => window.settings.properties);
  assert.deepEqual(first, { '--chat-accent': 'rgb(10, 20, 30)', '--chat-radius': '4px', '--chat-gap': '9px' });
  await inTheSame(frame, async () => {
    await visitor.page.evaluate(() => document.body.classList.add('sale'));
    await settings(frame, ({ properties }) => properties['--chat-accent'] === 'rgb(200, 0, 0)');
    await visitor.page.evaluate(() => document.documentElement.style.setProperty('--chat-radius', '0'));
    await settings(frame, ({ properties }) => properties['--chat-radius'] === '0');
    await visitor.page.setViewportSize({ width: 900, height: 700 });
    await settings(frame, ({ properties }) => properties['--chat-gap'] === '');
    await visitor.page.locator('#own').focus(); // no attribute changes by that
    await settings(frame, ({ properties }) => properties['--chat-font'] === 'serif');
    await visitor.page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('main { --chat-bg: black }');
      document.adoptedStyleSheets = [sheet];
    });
    await settings(frame, ({ properties }) => properties['--chat-bg'] === 'black');
  });
});

test('the colour scheme is the one that the page uses, and not what the visitor would prefer', async (t) => {
  const plain = await inline(t, '', { colorScheme: 'dark' });
  assert.equal(await plain.frame.evaluate(() => window.settings.scheme), 'light');
  await plain.visitor.page.evaluate(() => document.documentElement.style.setProperty('color-scheme', 'dark'));
  await settings(plain.frame, 'scheme', 'dark');

  const both = await inline(t, ':root { color-scheme: light dark }', { colorScheme: 'dark' });
  assert.equal(await both.frame.evaluate(() => window.settings.scheme), 'dark');
  await inTheSame(both.frame, async () => {
    await both.visitor.page.emulateMedia({ colorScheme: 'light' });
    await settings(both.frame, 'scheme', 'light');
  });
});

test('a page that says its scheme in a meta element, or only paints itself dark, is followed, too', async (t) => {
  const meta = await inline(t, '', { colorScheme: 'dark', head: '<meta name=color-scheme content="light dark">' });
  assert.equal(await meta.frame.evaluate(() => window.settings.scheme), 'dark');

  const painted = await inline(t, 'body { transition: background 0.2s; background: white } .dark body { background: oklch(0.2 0.02 280) }', { html: 'class=dark' });
  assert.equal(await painted.frame.evaluate(() => window.settings.scheme), 'dark');
  await painted.visitor.page.evaluate(() => document.documentElement.classList.remove('dark'));
  await settings(painted.frame, 'scheme', 'light');
  await painted.visitor.chat().evaluate((chat) => chat.setAttribute('theme', 'dark'));
  await settings(painted.frame, 'theme', 'dark');
});

test('right-to-left and the language are those of the page, and the launcher is on its other side', async (t) => {
  const server = await fakeServer(t);
  const host = await Site.start(t, { '/': page(tag(server, 'data-room=support data-load=idle'), '', 'lang=ar dir=rtl') }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  const frame = await visitor.frame();
  const { lang, dir } = await frame.evaluate(() => window.settings);
  assert.deepEqual([lang, dir], ['ar', 'rtl']);
  const side = async () => ((await visitor.launcher.boundingBox()).x < 640 ? 'left' : 'right');
  assert.equal(await side(), 'left');
  await visitor.page.getByRole('button', { name: 'محادثة' }).waitFor();
  await inTheSame(frame, async () => {
    await visitor.page.evaluate(() => Object.assign(document.documentElement, { dir: 'ltr', lang: 'de' }));
    await settings(frame, ({ lang, dir }) => lang === 'de' && dir === 'ltr');
  });
  assert.equal(await side(), 'right');
  // A direction that only a style sheet gives is one as well.
  await visitor.page.evaluate(() => document.documentElement.style.setProperty('direction', 'rtl'));
  await settings(frame, 'dir', 'rtl');
  await visitor.page.evaluate(() => document.querySelector('sociable-chat').setAttribute('position', 'top-start'));
  assert.equal(await side(), 'right');
  assert.deepEqual(visitor.noise, []);
});
