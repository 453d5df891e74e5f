// WebKitGTK's MiniBrowser, driven over WebDriver by WebKitWebDriver, on a screen of Xvfb's that nobody sees.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

import { until } from '../support/client.mjs';
import { freePort } from '../support/port.mjs';

/** What WebDriver calls the keys that are no characters. */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Shift: '\uE008', Control: '\uE009', Tab: '\uE004', Backspace: '\uE003' };

export async function webkit(driver, { miniBrowser, xvfb }) {
  const screen = spawn(xvfb, ['-displayfd', '1', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [display] = await once(createInterface({ input: screen.stdout }), 'line');
  const port = await freePort();
  const env = {
    ...process.env,
    DISPLAY: `:${display}`,
    NO_AT_BRIDGE: '1',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // tests may run as root, in a container
  };
  const driving = spawn(driver, ['-p', String(port)], { stdio: 'ignore', env });
  const processes = [driving, screen];
  const end = async () => {
    for (const process of processes) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      const exited = once(process, 'exit');
      process.kill();
      await exited;
    }
  };
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value.error} ${value.message}`);
    return value;
  };
  try {
    await until(() => ask('GET', '/status').catch(() => undefined), (status) => status !== undefined);
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: miniBrowser, args: ['--automation'] } } };
    const { sessionId, capabilities: { browserVersion } } = await ask('POST', '/session', { capabilities });
    const on = (method, path, body) => ask(method, `/session/${sessionId}${path}`, body);
    return await tab(on, `WebKitGTK ${browserVersion}`, async () => {
      await on('DELETE', '').catch(() => {}); // then the driver takes it along
      await end();
    });
  } catch (error) {
    await end();
    throw error;
  }
}

async function tab(on, name, close) {
  const run = async (what, ...args) => {
    const script = `const done = arguments[arguments.length - 1];
      (async () => (${what})(...[...arguments].slice(0, -1)))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await on('POST', '/execute/async', { script, args });
    if (error) throw new Error(error);
    return value;
  };
  const act = (type, parameters, actions) => on('POST', '/actions', { actions: [{ type, id: type, ...parameters, actions }] });
  const keys = (actions) => act('key', {}, actions.map(([type, key]) => ({ type, value: KEYS[key] ?? key })));
  const pointer = (...actions) => act('pointer', { parameters: { pointerType: 'mouse' } }, actions);
  const to = (x, y) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 });
  // The window's frame counts, too.
  await on('POST', '/window/rect', { width: 1280, height: 800 });
  const [width, height] = await run(() => [innerWidth, innerHeight]);
  await on('POST', '/window/rect', { width: 2560 - width, height: 1600 - height });
  return {
    name,
    go: (url) => on('POST', '/url', { url }),
    run,
    runIn: async (part, what, ...args) => {
      const script = `const all = (root) => [...root.querySelectorAll('*')].flatMap((node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
        return all(document).find((node) => node.tagName === 'IFRAME' && node.src.includes(arguments[0]));`;
      const frame = await until(() => on('POST', '/execute/sync', { script, args: [part] }), (frame) => frame);
      await on('POST', '/frame', { id: frame });
      try {
        return await run(what, ...args);
      } finally {
        await on('POST', '/frame', { id: null });
      }
    },
    type: (text) => keys([...text].flatMap((key) => [['keyDown', key], ['keyUp', key]])),
    press: (key, ...held) => keys([
      ...held.map((key) => ['keyDown', key]), ['keyDown', key], ['keyUp', key], ...held.reverse().map((key) => ['keyUp', key]),
    ]),
    point: (x, y) => pointer(to(x, y)),
    click: (x, y) => pointer(to(x, y), { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }),
    reload: () => on('POST', '/refresh', {}),
    back: () => on('POST', '/back', {}),
    screenshot: async (path) => writeFile(path, Buffer.from(await on('GET', '/screenshot'), 'base64')),
    close,
  };
}
