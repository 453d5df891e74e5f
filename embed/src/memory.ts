// What outlasts a navigation of the host page, in this tab: that a bubble was used, so that what is unread shows on the
// next page, too, and that it is open; and who a guest is, where the browser lets the frame keep nothing itself. Entries of
// sessionStorage, made only when somebody opens a bubble or comes in as a guest.

const key = (id: string, what: string) => `sociable-chat:${id}:${what}`;

/** Storage may be forbidden; then every page begins anew. */
export function recall(id: string, what = 'state'): string | null {
  try {
    return sessionStorage.getItem(key(id, what));
  } catch {
    return null;
  }
}

export function keep(id: string, value: string | null, what = 'state'): void {
  try {
    if (value) sessionStorage.setItem(key(id, what), value);
    else sessionStorage.removeItem(key(id, what));
  } catch {
    // As above.
  }
}
