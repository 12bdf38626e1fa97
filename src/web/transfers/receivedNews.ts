import type { SavedFiles } from './files/savedFiles.ts';

/** What was saved of a transfer or a download in one tab of this browser, or deleted: the others show it, too. */
export interface ReceivedNews {
  /** Under which it is kept on this device. */
  id: string;
  change: Partial<SavedFiles> & { isHeld?: false; wholeHere?: number[] };
}

const tabs = new BroadcastChannel('spotlight:received');

export function tellTabs(id: string, change: ReceivedNews['change']): void {
  tabs.postMessage({ id, change } satisfies ReceivedNews);
}

/** Hears what other tabs did. Returns what ends that. */
export function onReceivedNews(handle: (news: ReceivedNews) => void): () => void {
  const hear = ({ data }: MessageEvent<ReceivedNews>) => handle(data);
  tabs.addEventListener('message', hear);
  return () => tabs.removeEventListener('message', hear);
}
