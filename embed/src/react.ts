// `<sociable-chat>` in JSX: `import type {} from '@sociable/embed/react'` once. Types only; React 19 needs no wrapper, since
// it sets properties of custom elements and listens to `onchat:unread` and the like.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';

import type { ChatEvents, GetToken, Mirrored, SociableChat } from './exports.js';

type Handlers = { [K in keyof ChatEvents as `on${K}`]?: (event: ChatEvents[K]) => void };

/** In JSX one may leave out everything, and write attributes as in HTML, which is what a server renders. */
export type SociableChatProps = Omit<DetailedHTMLProps<HTMLAttributes<SociableChat>, SociableChat>, keyof Mirrored> &
  Partial<Mirrored> &
  Handlers & {
    'user-name'?: string;
    'token-url'?: string;
    open?: boolean;
    token?: string | null;
    getToken?: GetToken | null;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'sociable-chat': SociableChatProps;
    }
  }
}
