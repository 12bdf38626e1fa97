import { type Accessor, onCleanup, type Setter } from 'solid-js';
import { toAppError } from '../../core/appError.ts';
import { isSaidAgain, retryDelayMs } from '../../core/retrying.ts';
import { areSaved, withSaved } from '../files/savedFiles.ts';
import { onReceivedNews, type ReceivedNews, tellTabs } from '../receivedNews.ts';
import { askAbout } from './downloadRecords.ts';
import { changeDownload, type DownloadRecord } from './shareDb.ts';
import type { VisitState } from './visitState.ts';

/** A download that is whole: it is counted, and what is saved of it is known in all tabs. */
export function createFinishedDownload(
  state: Accessor<VisitState>,
  setState: Setter<VisitState>,
  isGone: () => boolean,
) {
  let sayAgain: ReturnType<typeof setTimeout> | undefined;
  const stopCounting = () => clearTimeout(sayAgain);
  onCleanup(onReceivedNews(({ id, change }) => heardOf(id, change)));
  onCleanup(stopCounting);

  /** It counts now; said again until the server has heard it, after a reload too. */
  async function complete(record: DownloadRecord, failures = 0): Promise<void> {
    stopCounting();
    try {
      await askAbout(record).complete.mutate();
    } catch (error) {
      if (isGone()) return;
      const refusal = toAppError(error);
      if (isSaidAgain(refusal)) {
        sayAgain = setTimeout(() => void complete(record, failures + 1), retryDelayMs(failures, refusal));
        return;
      }
      // Over meanwhile: the files are here all the same.
    }
    await change(record, { isCounted: true });
  }

  async function change(record: DownloadRecord, news: Partial<DownloadRecord>): Promise<void> {
    const shown = shownOf(record.downloadId);
    const changed = { ...(shown?.record ?? record), ...news };
    if (shown) setState({ ...shown, record: changed });
    await changeDownload(changed).catch(() => {});
  }

  /** What became of a download, in this tab or another one. */
  function heardOf(id: string, { isHeld, ...saved }: ReceivedNews['change']): void {
    const shown = shownOf(id);
    if (shown) setState({ ...shown, record: { ...shown.record, ...saved }, isHeld: isHeld ?? shown.isHeld });
  }

  /** What is shown of a download that is whole, unless another one is shown by now. */
  function shownOf(id: string) {
    const now = state();
    return now.state === 'done' && now.record.downloadId === id ? now : null;
  }

  /** Takes the files off this device; they are not to be had here again without a new download. */
  async function remove(): Promise<void> {
    const now = state();
    if (now.state !== 'done') return;
    const { downloadId } = now.record;
    const { removeHeld } = await import('./heldDownload.ts');
    await removeHeld(downloadId);
    heardOf(downloadId, { isHeld: false });
    tellTabs(downloadId, { isHeld: false });
  }

  /** Once all is saved for certain, the copy here goes. */
  async function saved(indices: number[], isCertain: boolean): Promise<void> {
    const now = state();
    if (now.state !== 'done') return;
    const news = withSaved(now.record, indices, isCertain);
    tellTabs(now.record.downloadId, news);
    await change(now.record, news);
    // What cannot be removed now stays until it is deleted by hand.
    if (areSaved([...now.manifest.files.keys()], news)) await remove().catch(() => {});
  }

  return { complete, saved, remove, stopCounting };
}
