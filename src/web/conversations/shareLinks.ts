const SHARE_LINK = /https?:\/\/[^\s/]+\/s\/[\w-]{22}#v1\.[\w-]+/gi;

/**
 * Whether a text holds a share link of this very Spotlight, key included. Chats lie on its server, and with the key the
 * server could read the files: such a link must go another way.
 */
export function holdsShareKey(text: string, host: string): boolean {
  return [...text.matchAll(SHARE_LINK)].some(([address]) => URL.canParse(address) && new URL(address).host === host);
}
