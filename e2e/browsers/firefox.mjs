// Firefox, driven over WebDriver BiDi by puppeteer-core.

import puppeteer from 'puppeteer-core';

export async function firefox(executablePath) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    // Puppeteer would set more of the window's than older Firefoxes can.
    defaultViewport: null,
    args: ['--width=1280', '--height=900'],
  });
  const [page] = await browser.pages();
  const within = async (part) => {
    const of = () => page.frames().find((frame) => frame.url().includes(part));
    return of() ?? page.waitForFrame((frame) => frame.url().includes(part));
  };
  return {
    name: `Firefox ${await browser.version()}`,
    go: (url) => page.goto(url),
    run: (what, ...given) => page.evaluate(what, ...given),
    /** The same in the frame whose address has `part` in it. */
    runIn: async (part, what, ...given) => (await within(part)).evaluate(what, ...given),
    type: (text) => page.keyboard.type(text),
    /** Presses a key with others held down: `press('k', 'Control')`. */
    press: async (key, ...held) => {
      for (const key of held) await page.keyboard.down(key);
      await page.keyboard.press(key);
      for (const key of held.reverse()) await page.keyboard.up(key);
    },
    point: (x, y) => page.mouse.move(x, y),
    click: (x, y) => page.mouse.click(x, y),
    reload: () => page.reload(),
    back: () => page.evaluate(() => history.back()),
    screenshot: (path) => page.screenshot({ path }),
    close: () => browser.close(),
  };
}
