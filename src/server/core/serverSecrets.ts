/** What the server signs and seals with, and believes: the first of them does, all are believed. */
export type ServerSecrets = readonly [Uint8Array, ...Uint8Array[]];

/** There are two while one takes the other's place. */
export function toServerSecrets(current: string, also?: string): ServerSecrets {
  const bytes = new TextEncoder();
  return also === undefined ? [bytes.encode(current)] : [bytes.encode(current), bytes.encode(also)];
}
