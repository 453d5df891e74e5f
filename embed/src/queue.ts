// `Sociable('open')`: the methods of the element for pages that have no element in hand, also before there is one.
//
// The page brings a stub that collects calls; they are made in their order, and from then on it is this function:
//   window.Sociable ||= (...call) => (Sociable.q ||= []).push(call)

import type { SociableChat } from './element.js';

type Call = [method: string, ...values: unknown[]];

/** `('open')`, `('send', 'Hello')`, `('unread')`, `('theme', 'dark')`, `('on', 'unread', ({ count }) => …)`. */
export interface Command {
  (method: string, ...values: unknown[]): unknown;
  q?: Call[];
}

declare global {
  interface Window {
    Sociable?: Command;
  }
}

/** Takes over the calls that have been made, for the element that `chat` finds. */
export function takeCalls(chat: () => SociableChat | null): void {
  const waiting = window.Sociable?.q ?? [];
  const command: Command = (method, ...values) => {
    if (method === 'on') {
      const [type, listener] = values as [string, (detail: unknown, event: Event) => void];
      return addEventListener(`chat:${type}` as string, (event) => listener((event as CustomEvent).detail, event));
    }
    const element = chat() as unknown as Record<string, unknown> | null;
    // A page may name its element further down.
    if (!element) return document.addEventListener('DOMContentLoaded', () => chat() && command(method, ...values));
    const member = element[method];
    if (typeof member === 'function') return member.apply(element, values);
    if (values.length) element[method] = values[0];
    return element[method];
  };
  window.Sociable = command;
  for (const call of waiting) command(...call);
}
