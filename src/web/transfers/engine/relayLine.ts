import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import type { RelaySegment, RelayState, SealedRoot } from '../../../shared/transfers/relay.ts';

/** What an engine says to the server about the relay; the page carries it there, and says it again until it is heard. */
export type RelayWord =
  | { t: 'acknowledge'; segmentId: string; badBlocks: number[] }
  | ({ t: 'root' } & SealedRoot)
  | { t: 'have'; epoch: string; have: BlockRun[] }
  /** How do things stand? Answered by news. */
  | { t: 'ask' };

/** What the server says about the relay, to the engine of the one or the other side. */
export type RelayNews =
  | { t: 'state'; state: RelayState }
  | { t: 'segment'; segment: RelaySegment }
  | ({ t: 'root' } & SealedRoot)
  | { t: 'acknowledged'; segmentId: string; badBlocks: number[] }
  | { t: 'have'; epoch: string; have: BlockRun[] }
  | { t: 'dropped'; segmentId: string };

/** An engine's line to the relay's desk. */
export interface RelayLine {
  say(word: RelayWord): void;
  /** This browser's access has ended: asks for a new one, and resolves in any case. */
  renewSession(): Promise<void>;
}

/** The page's side: who brings the words to the server, and the news from it, for one transfer. */
export interface RelayDesk extends RelayLine {
  onNews(handler: (news: RelayNews) => void): () => void;
}

/** The line of an engine that lives in a worker. */
export function makeRelayLine(post: (message: { kind: 'relay'; word: RelayWord } | { kind: 'renew-session' }) => void) {
  let waiting: (() => void)[] = [];
  return {
    say: (word: RelayWord) => post({ kind: 'relay', word }),
    renewSession: () =>
      new Promise<void>((resolve) => {
        if (waiting.length === 0) post({ kind: 'renew-session' });
        waiting.push(resolve);
      }),
    /** The page has done what it could. */
    renewed() {
      for (const resolve of waiting) resolve();
      waiting = [];
    },
  };
}
