// Lighthouse, as a phone and as a computer.

import { launch as launchChrome } from 'chrome-launcher';
import audit, { desktopConfig } from 'lighthouse';

import { CHROMIUM, FLAGS } from './support.mjs';

const WANTED = { performance: 95, accessibility: 100, 'best-practices': 100 };

export async function lighthouse(server, row) {
  for (const [device, config] of [['computer', desktopConfig], ['phone', undefined]]) {
    const chrome = await launchChrome({ chromePath: CHROMIUM, chromeFlags: ['--headless=new', ...FLAGS] });
    try {
      const options = { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(WANTED) };
      const { lhr } = await audit(server.url, options, config);
      for (const [category, wanted] of Object.entries(WANTED)) {
        const score = Math.round(lhr.categories[category].score * 100);
        row(`Lighthouse, ${device}: ${category}`, `${score}`, category === 'performance' ? `>= ${wanted}` : `${wanted}`, score >= wanted);
        for (const { id, weight } of lhr.categories[category].auditRefs) {
          const { score: part, title, displayValue } = lhr.audits[id];
          if (weight > 0 && part !== null && part < 0.9) console.log(`        ${title}: ${displayValue ?? part}`);
        }
      }
    } finally {
      chrome.kill();
    }
  }
}
