import { onFreshSession, refreshSession } from '../core/api.ts';
import { onReady } from '../core/socket.ts';
import { onPictureMissing, tryPicturesAgain } from '../ui/pictures.ts';

/** A little less than an access token lives. */
const FRESH_MS = 14 * 60_000;

/**
 * Profile pictures are for whoever is signed in, which their requests cannot see to by themselves: those that did not come are
 * tried again once the session is renewed, or there is a connection again. The returned function stops it.
 */
export function lookAfterPictures(): () => void {
  const stops = [
    // However many are missing, a session that was just renewed is not what they lack.
    onPictureMissing(() => void refreshSession(Date.now() - FRESH_MS).catch(() => {})),
    onFreshSession(tryPicturesAgain),
    onReady(tryPicturesAgain),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
