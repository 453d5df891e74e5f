/** Where the chat is. */
export const server = document.querySelector<HTMLMetaElement>('meta[name=chat]')!.content;

/** A token of whoever is signed in, from the site's own backend. */
export async function getToken(): Promise<string> {
  const response = await fetch('/chat-token');
  const { token } = (await response.json()) as { token: string };
  return token;
}
