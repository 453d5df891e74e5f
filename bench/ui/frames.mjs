// Frames: how soon what one writes is seen, and whether the page keeps up while it is scrolled and while messages come in.

import { enter, percentile } from './support.mjs';

/** A frame of 60 in a second, with the unsteadiness of a timer, in milliseconds. */
const FRAME = 1_000 / 60 + 2;
/** Longest time to a frame that passes for smooth: at 60 in a second, one may be missed. */
const MISSED = 2 * (1_000 / 60) + 2;

/** Counts frames until it is told to stop. */
const watchFrames = (page) => page.evaluate(() => {
  window.frames60 = [];
  let last = performance.now();
  const frame = (now) => {
    if (!window.frames60) return;
    window.frames60.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
});

const takeFrames = (page) => page.evaluate(() => {
  const frames = window.frames60;
  window.frames60 = undefined;
  return frames;
});

function judge(frames, what, row) {
  const sorted = [...frames].sort((a, b) => a - b);
  const rate = 1_000 / (frames.reduce((sum, ms) => sum + ms, 0) / frames.length);
  const late = frames.filter((ms) => ms > MISSED).length;
  const figure = `${rate.toFixed(1)} fps, p99 ${percentile(sorted, 0.99).toFixed(1)} ms, ${late} of ${frames.length} frames late`;
  row(what, figure, '60 fps', rate >= 58 && percentile(sorted, 0.5) <= FRAME);
}

const heap = async (page) => {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const used = await page.evaluate(() => performance.memory.usedJSHeapSize + window.wasmMemory.buffer.byteLength);
  await session.detach();
  return used / 1e6;
};

/** How many frames pass between Enter and one's own message on the page; and what has moved while the page came up. */
export async function writing(browser, server, row) {
  const { page, close } = await enter(browser, server, 'Ada');
  await page.getByTestId('message').last().waitFor();
  await page.reload();
  await page.getByTestId('message').last().waitFor();
  await page.locator('[data-testid=connection][data-state=online]').waitFor();
  const shifts = await page.evaluate(() => window.shifts);
  row('layout shift of a load, known room', shifts.toFixed(3), '0', shifts < 0.001);
  const composer = page.getByRole('textbox', { name: /^Message / });
  const waits = [];
  for (let n = 0; n < 30; n += 1) {
    await composer.fill(`own message ${n}.`);
    await page.evaluate((text) => {
      window.seen = new Promise((resolve) => {
        addEventListener('keydown', () => {
          const pressed = performance.now();
          // Asked for at once, this is the frame that the browser draws next: what is not there by its end came too late.
          let frames = 0;
          const look = () => {
            frames += 1;
            const there = [...document.querySelectorAll('[data-testid=message]')].slice(-3).some((row) => row.textContent.includes(text));
            if (there) resolve({ frames, ms: performance.now() - pressed });
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }, { once: true, capture: true });
      });
    }, `own message ${n}.`);
    await composer.press('Enter');
    waits.push(await page.evaluate(() => window.seen));
  }
  const worst = Math.max(...waits.map(({ frames }) => frames));
  const sorted = waits.map(({ ms }) => ms).sort((a, b) => a - b);
  row('own message on the page', `frame ${worst} after Enter at worst, ${percentile(sorted, 0.5).toFixed(1)} ms in the middle`, 'frame 1', worst === 1);
  await close();
}

/** Scrolls up to the first message and down again, as fast as a wheel does. */
export async function scrolling(browser, server, row) {
  const { page, close } = await enter(browser, server, 'Zoe');
  await page.getByTestId('message').last().waitFor();
  await watchFrames(page);
  // The browser's own measure of shifts takes it for one when rows come in above while one scrolls, even if not one of
  // them is seen to move. So what is measured is that: whether rows move by anything but what one has scrolled.
  const { most, moved } = await page.evaluate(async () => {
    const list = document.querySelector('[data-testid=messages]').parentElement;
    const rows = () => [...document.querySelectorAll('[data-testid=message]')];
    // After the frame, and not within it: what counts is what is seen.
    const drawn = () => new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(null);
      });
    });
    let [most, moved] = [0, 0];
    for (const step of [-120, 120]) {
      let still = 0;
      const end = performance.now() + 20_000;
      while (performance.now() < end && still < 60) {
        const middle = list.getBoundingClientRect().top + list.clientHeight / 2;
        const seen = rows().find((row) => row.getBoundingClientRect().bottom > middle);
        const [seq, top, before] = [seen.dataset.seq, seen.getBoundingClientRect().top, list.scrollTop];
        list.scrollTop += step;
        const scrolled = list.scrollTop - before;
        await drawn();
        const after = document.querySelector(`[data-testid=message][data-seq="${seq}"]`);
        most = Math.max(most, rows().length);
        moved = Math.max(moved, after ? Math.abs(after.getBoundingClientRect().top - (top - scrolled)) : Infinity);
        still = scrolled === 0 ? still + 1 : 0;
      }
    }
    return { most, moved };
  });
  judge(await takeFrames(page), 'scrolling, 7,200 px/s', row);
  row('rows on the page meanwhile', `${most}`, '<= 300', most <= 300);
  row('what is read moves while scrolling by', `${moved.toFixed(1)} px`, '< 1 px', moved < 1);
  await close();
}

/** Ten seconds of 50 messages a second, then as many more as make 10,000. */
export async function receiving(browser, server, writer, row) {
  const { page, close } = await enter(browser, server, 'Kim');
  await page.getByTestId('message').last().waitFor();
  await watchFrames(page);
  await writer.flow(500, 50);
  judge(await takeFrames(page), 'receiving 50 messages/s', row);
  await writer.flow(1_500, 200);
  const before = await heap(page);
  await writer.flow(10_000, 200);
  const after = await heap(page);
  row('memory over 10,000 messages', `${before.toFixed(1)} -> ${after.toFixed(1)} MB`, 'flat', after < before * 1.1 + 2);
  await close();
}
