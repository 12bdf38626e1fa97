import type { TransferId } from '../../shared/core/ids.ts';

/** What a person says of a transfer, in whichever tab. */
export type TabWord = { id: TransferId } & (
  | { word: 'pause' | 'resume' | 'leave' | 'trust' | 'cancel' }
  | { word: 'files'; files: [index: number, file: File][] }
);

export interface TabWordsParts {
  /** Another tab of this browser works at it; this one watches. */
  isElsewhere(id: TransferId): boolean;
  isRunningHere(id: TransferId): boolean;
  /** This tab is to do what was said. */
  onWord(word: TabWord): void;
  /** Called off in another tab. */
  onCancelledElsewhere(id: TransferId): void;
}

/** Carries what is said in a tab that watches to the one that works. */
export function makeTabWords({ isElsewhere, isRunningHere, onWord, onCancelledElsewhere }: TabWordsParts) {
  const tabs = new BroadcastChannel('spotlight:transfers');

  tabs.onmessage = ({ data: word }: MessageEvent<TabWord>) => {
    if (word.word === 'cancel') onCancelledElsewhere(word.id);
    if (word.word === 'cancel' || isRunningHere(word.id)) onWord(word);
  };

  return {
    // That it is called off all must know: any of them may be the next one that works.
    tell(word: TabWord): void {
      const isWatched = isElsewhere(word.id);
      if (isWatched || word.word === 'cancel') tabs.postMessage(word);
      // What it is to work with it keeps all the same: it may be the next one that works.
      if (!isWatched || (word.word !== 'pause' && word.word !== 'resume')) onWord(word);
    },
  };
}
