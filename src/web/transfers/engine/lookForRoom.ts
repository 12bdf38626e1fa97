import { type StorageRoom, storageRoom } from './storageRoom.ts';

const LOOK_AGAIN_MS = 5000;

/**
 * Tells whether so many bytes fit here, and again while they do not: somebody may be making room. Returns what ends that.
 * Where the browser does not tell, nothing is told.
 */
export function lookForRoom(bytes: number, tell: (room: StorageRoom) => void): () => void {
  let isShort = false;
  let isOver = false;
  const look = () =>
    void storageRoom(bytes).then(
      (room) => {
        if (isOver) return;
        isShort = !room.fits;
        tell(room);
      },
      () => {},
    );
  const lookAgain = () => document.visibilityState === 'visible' && isShort && look();
  const timer = setInterval(lookAgain, LOOK_AGAIN_MS);
  document.addEventListener('visibilitychange', lookAgain);
  look();
  return () => {
    isOver = true;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookAgain);
  };
}
