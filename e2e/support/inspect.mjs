// What a program can judge of a page: nothing sticks out, nothing is inaccessible, nothing complains.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Takes a screenshot, for people to judge, and judges the rest itself. */
export async function inspect(person, screenshot) {
  await person.screenshot(screenshot);
  await judge(person.page);
  assert.deepEqual(person.complaints, []);
}

/** Judges a page, or one in a frame, as far as a program can. */
export async function judge(page) {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    return { scrollWidth, clientWidth, scrollHeight, clientHeight };
  });
  assert.ok(scrollWidth <= clientWidth, `no sideways scrolling: ${scrollWidth} > ${clientWidth}`);
  assert.ok(scrollHeight <= clientHeight, `only the list scrolls: ${scrollHeight} > ${clientHeight}`);
  // The content security policy stops inline scripts, but not the test's own.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${id === 'color-contrast' ? failureSummary : ''}`).join(', ')}`);
  assert.deepEqual(found, []);
}
