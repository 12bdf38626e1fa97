import { isolated } from '../ui/names.ts';
import type { FileRefusal, NeededFile } from './engine/engineReport.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { filesOf, type TransferEntry } from './transferEntry.ts';
import type { Trouble } from './troubleWords.ts';

/** The words for files that the sender has to choose again, and why. */

const byWeight: readonly FileRefusal[] = ['file_changed', 'file_vanished', 'other_date'];

/** What is said of several: the one that takes most to mend. Null where none was refused, only not yet chosen. */
export const worstOf = (needed: readonly NeededFile[]): FileRefusal | null =>
  byWeight.find((reason) => needed.some(({ refused }) => refused === reason)) ?? null;

export const fileLabels: Record<FileRefusal | 'reopen' | 'choose', string> = {
  file_changed: 'That is not the file that was offered',
  file_vanished: 'The file is gone',
  other_date: 'Is it the same file?',
  reopen: 'Tap to go on',
  choose: 'Waiting for the file',
};

/** What is wrong with the files that are needed, and what to do; nothing while none is. */
export function fileTrouble(
  entry: TransferEntry,
  { neededFiles, state, bytesPerSecond, bytesDone }: SessionSnapshot,
): Trouble | undefined {
  if (neededFiles.length === 0) return undefined;
  const reason = worstOf(neededFiles);
  const meant = neededFiles.filter(({ refused }) => refused === reason);
  const name = filesOf(entry).length > 1 && filesOf(entry).find(({ index }) => index === meant[0]?.index)?.file.name;
  const one = meant.length === 1;
  const which = one && name ? `“${isolated(name)}”` : null;
  const kept =
    state !== 'needs_file' && bytesPerSecond
      ? 'The others go on meanwhile.'
      : bytesDone > 0
        ? 'What has arrived is kept.'
        : undefined;
  switch (reason) {
    case 'file_changed':
      return {
        what: one
          ? `${which ?? 'That file'} is not the one you offered, or it has changed since.`
          : 'Some of these files have changed since you offered them.',
        kept,
        todo: 'Choose the unchanged file, or cancel and send the new one.',
      };
    case 'file_vanished':
      return {
        what: one ? `${which ?? 'The file'} can no longer be read.` : 'Some of these files can no longer be read.',
        kept,
        todo: 'Was it moved, or a card taken out? Put it back and choose it again.',
      };
    case 'other_date':
      return {
        what: one
          ? `${which ?? 'This file'} has another date than the one you offered.`
          : 'Some of these files have another date than those you offered.',
        kept,
        todo: 'If nothing in it has changed, go on with it. Otherwise cancel, and send the new one.',
      };
    case null:
      return { what: reloadedText(neededFiles.length), kept, todo: againText(entry, neededFiles.length) };
  }
}

const reloadedText = (count: number): string =>
  `This page was reloaded and needs your ${count === 1 ? 'file' : 'files'} once more.`;

function againText({ canReopen }: TransferEntry, count: number): string {
  if (canReopen)
    return count === 1 ? 'One tap lets this page read it again.' : 'One tap lets this page read them again.';
  return count === 1 ? 'Choose the file again to go on.' : 'Choose the files again to go on.';
}
