/**
 * Where the relay is spoken to. At the page's own origin all requests share one HTTP/2 connection, which a single lost packet
 * stops; the relay may have a port of its own, over HTTP/1.1, where each has its own connection (RELAY_ORIGIN). Some halls let
 * only 443 through: it is tried before it is used, and left when it no longer answers.
 */
const TRY_MS = 4000;

let place = '';
let tried: string | undefined;

/** The origin before the relay's paths: empty for the page's own. */
export const relayPlace = (): string => place;

/** Hears from the server of the relay's own port, and uses it once it has answered from here. */
export async function tryRelayPlace(origin: string | undefined, path: string): Promise<void> {
  if (!origin || origin === tried) return;
  tried = origin;
  const answer = await fetch(`${origin}${path}`, { method: 'OPTIONS', signal: AbortSignal.timeout(TRY_MS) }).catch(
    () => null,
  );
  if (answer?.ok) place = origin;
}

/** It did not answer: from here on the page's own origin, for as long as this page lives. */
export function leaveRelayPlace(left: string): void {
  if (place === left) place = '';
}
