// Writes emoji.txt, which the frontend loads when somebody first wants an emoji. It is only run to take up new emoji:
//
//     npm install --no-save emojibase-data@16.0.3 && node web/assets/emoji.mjs
//
// The data is emojibase's (MIT, Copyright (c) 2017-2019 Miles Johnson), made from Unicode's CLDR (Unicode-3.0).
// A line is an emoji, its name, its shortcodes (GitHub's, where it has one) and other words to find it by, separated by
// tabs; a line that begins with a tab begins a group. Skin tones are left out, and what fonts cannot be expected to have.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const NEWEST = 15.1;
const GROUPS = { 0: 'smileys', 1: 'people', 3: 'nature', 4: 'food', 6: 'activities', 5: 'travel', 7: 'objects', 8: 'symbols', 9: 'flags' };
const ORDER = [0, 1, 3, 4, 6, 5, 7, 8, 9];

const require = createRequire(`${process.cwd()}/`);
const read = (path) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${path}`), 'utf8'));
const [all, github, own] = [read('data.json'), read('shortcodes/github.json'), read('shortcodes/emojibase.json')];
const list = (value) => [value ?? []].flat();

// Fully qualified, as keyboards give them: two ways to write one emoji would be two reactions.
const qualified = (emoji) => (/^\p{RGI_Emoji}$/v.test(emoji) ? emoji : emoji.replaceAll('\uFE0F', ''));

const lines = [];
for (const group of ORDER) {
  lines.push(`\t${GROUPS[group]}`);
  const members = all.filter((emoji) => emoji.group === group && emoji.version <= NEWEST);
  for (const { emoji, label, tags, hexcode } of members.sort((a, b) => a.order - b.order)) {
    const codes = [...new Set([...list(github[hexcode]), ...list(own[hexcode])])];
    const known = new Set([label.toLowerCase(), ...codes].flatMap((name) => name.split(/[ _-]/)));
    const words = list(tags).map((tag) => tag.toLowerCase()).filter((tag) => !known.has(tag));
    lines.push([qualified(emoji), label.toLowerCase(), codes.join(' '), words.join(' ')].join('\t').trimEnd());
  }
}
writeFileSync(new URL('emoji.txt', import.meta.url), `${lines.join('\n')}\n`);
