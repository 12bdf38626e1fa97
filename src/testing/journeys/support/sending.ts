import { acceptFiles, meet, offerFiles, save, untilPercent, untilVerified, type Visitor } from './people.ts';
import type { Product } from './product.ts';
import { makeRandomFile, sha256 } from './video.ts';

const MIB = 1024 * 1024;
/** Under way for long enough that something can be done to it. */
export const FILE_BYTES = 128 * MIB;
/** Still on its way after several things were looked at. */
export const LONG_BYTES = 256 * MIB;

/** Two people whose exchange is open on both screens: one will send. */
export async function arrange(
  product: Product,
  look: Parameters<typeof meet>[2] = {},
  names: [string, string] = ['Sender', 'Receiver'],
) {
  const { first, second } = await meet(product, names, look);
  return { sender: first, receiver: second };
}

/** A transfer that has come to at least this percentage at the receiver. */
export async function underWay(
  folder: { path: string },
  [sender, receiver]: [Visitor, Visitor],
  percent: number,
  sizeBytes = FILE_BYTES,
): Promise<string> {
  const path = makeRandomFile(folder.path, 'clip.mp4', sizeBytes);
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  await untilPercent(receiver, percent);
  return path;
}

/** Both sides say that it is verified, and what the receiver saves is the file that was sent. */
export async function arrivesWhole(sender: Visitor, receiver: Visitor, path: string): Promise<void> {
  await Promise.all([untilVerified(receiver), untilVerified(sender)]);
  const saved = await save(receiver);
  if ((await sha256(saved.path)) !== (await sha256(path))) throw new Error(`what came of ${path} is not what was sent`);
  const faults = [...sender.faults, ...receiver.faults];
  if (faults.length > 0) throw new Error(`the pages reported faults:\n${faults.join('\n')}`);
}
