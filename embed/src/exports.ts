// The npm package without registering anything: the class, to be defined by another name or later.

import { defaults } from './defaults.js';

defaults.chat = () => import('./chat.js');

export { defaults };
export { define } from './define.js';
export { SociableChat } from './element.js';
export type { Mirrored } from './attributes.js';
export type * from './protocol.js';
export type { GetToken } from './token.js';
