// The npm package: importing it registers `<sociable-chat>`, in a browser.

import { define } from './define.js';

export * from './exports.js';
define();
