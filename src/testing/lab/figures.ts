import type { Sample, Way } from './journal.ts';

/** How a transfer went, as the product itself told it. */
export interface Course {
  sizeBytes: number;
  acceptedAtMs: number;
  /** When the network was done something to; null when nothing was. */
  brokeAtMs: number | null;
  verifiedAtMs: number;
  sent: Sample[];
  received: Sample[];
}

export interface Figures {
  seconds: number;
  /** From the acceptance until all is verified. */
  goodputMbit: number;
  /** In the order in which they were first used. */
  ways: Way[];
  /** Bytes that came more than once, or came again because a page that was closed had not kept them. */
  duplicateBytes: number;
  /** The longest time without a new block after the network broke. */
  recoverSeconds: number | null;
}

export function figuresOf(course: Course): Figures {
  const { sizeBytes, acceptedAtMs, brokeAtMs, verifiedAtMs, sent, received } = course;
  const seconds = (verifiedAtMs - acceptedAtMs) / 1000;
  return {
    seconds,
    goodputMbit: (sizeBytes * 8) / 1e6 / seconds,
    ways: waysOf([...sent, ...received]),
    duplicateBytes: duplicatesOf(received),
    recoverSeconds: brokeAtMs === null ? null : longestSilenceMs(received, brokeAtMs) / 1000,
  };
}

function waysOf(samples: Sample[]): Way[] {
  const inTime = [...samples].sort((a, b) => a.atMs - b.atMs);
  return [...new Set(inTime.flatMap(({ state, ways }) => (state === 'verified' ? [] : ways)))];
}

/** A new page counts from 0 again, and may have less than the one before it was told. */
function duplicatesOf(received: Sample[]): number {
  let total = 0;
  let last = { bytesDone: 0, duplicateBytes: 0 };
  for (const sample of received) {
    const isNewPage = sample.duplicateBytes < last.duplicateBytes || sample.bytesDone < last.bytesDone;
    total += sample.duplicateBytes - (isNewPage ? 0 : last.duplicateBytes);
    total += Math.max(0, last.bytesDone - sample.bytesDone);
    last = sample;
  }
  return total;
}

function longestSilenceMs(received: Sample[], fromMs: number): number {
  let most = 0;
  let longest = 0;
  let heardAtMs = fromMs;
  for (const { atMs, bytesDone } of received) {
    if (bytesDone <= most) continue;
    most = bytesDone;
    if (atMs <= fromMs) continue;
    longest = Math.max(longest, atMs - heardAtMs);
    heardAtMs = atMs;
  }
  return longest;
}
