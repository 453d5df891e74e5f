// What outlasts a navigation of the host page, in this tab: that a bubble was used, so that what is unread shows on the
// next page, too, and that it is open. One entry of sessionStorage, made only when somebody opens a bubble.

export type Kept = 'open' | 'used' | null;

const key = (id: string) => `sociable-chat${id && ':'}${id}`;

/** Storage may be forbidden; then every page begins anew. */
export function recall(id: string): Kept {
  try {
    return sessionStorage.getItem(key(id)) as Kept;
  } catch {
    return null;
  }
}

export function keep(id: string, what: Kept): void {
  try {
    if (what) sessionStorage.setItem(key(id), what);
    else sessionStorage.removeItem(key(id));
  } catch {
    // As above.
  }
}
