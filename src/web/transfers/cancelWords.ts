import { formatBytes, formatCount } from '../ui/format.ts';
import { amountOf, fileCountOf, type TransferEntry } from './transferEntry.ts';

/** What becomes of what has come, to someone who is about to call a transfer off. */
export function cancelText(entry: TransferEntry, partner: string): string {
  if (entry.transfer.state === 'offered') return `${partner} will no longer see it.`;
  const { done } = amountOf(entry);
  if (done === 0) return 'Nothing has moved yet.';
  const instead = 'To stop for a while, pause instead.';
  const { snapshot } = entry;
  const { isSender } = entry.transfer;
  const whole = Math.max(snapshot?.wholeFiles ?? 0, isSender ? 0 : entry.wholeHere.length);
  const count = fileCountOf(entry);
  if (count === 1 || (whole === 0 && !isSender && snapshot?.isMeasured))
    return `${formatBytes(done)} have arrived and will be thrown away. ${instead}`;
  const there =
    snapshot || whole > 0 ? 'stay here until you save or delete them' : 'stay on the device that receives them';
  const where = isSender ? `stay with ${partner}` : there;
  // By the relay alone a sender does not hear of single files, and another device of the receiver never does.
  const files = whole
    ? `${whole.toLocaleString('en')} of ${formatCount(count, 'file', 'files')} have`
    : 'Files that have';
  const others = whole === count ? '' : ' What came of the others will be thrown away.';
  return `${files} come whole${whole ? ', and' : ''} ${where}.${others} ${instead}`;
}
