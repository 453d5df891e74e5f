// `<sociable-chat>` in templates of Vue 3: `import type {} from '@sociable/embed/vue'` once. Types only; Vue is told that it
// is no component of its own by `compilerOptions.isCustomElement`.

import type { DefineComponent } from 'vue';

import type { ChatEvents, GetToken, Mirrored } from './exports.js';

type Handlers = { [K in keyof ChatEvents as `on${Capitalize<K>}`]?: (event: ChatEvents[K]) => void };

export type SociableChatProps = Partial<Mirrored> &
  Handlers & {
    open?: boolean;
    token?: string | null;
    getToken?: GetToken | null;
  };

declare module 'vue' {
  interface GlobalComponents {
    SociableChat: DefineComponent<SociableChatProps>;
  }
}
