import { createSignal } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { formatCount } from '../ui/format.ts';
import { toaster } from '../ui/toaster.ts';
import { openReceived } from './engine/receivedBytes.ts';
import type { SavableFile } from './files/savableFile.ts';
import { saveFiles } from './files/saving.ts';
import { makeSavingMarks } from './files/savingMarks.ts';
import type { NamedFile } from './transferEntry.ts';

/** As often as figures can be read. */
const PROGRESS_MS = 200;

interface SavingParts {
  /** Under which they are kept on this device. */
  id: string;
  onSaved(indices: number[], isCertain: boolean): Promise<void>;
}

/** The command that saves what was received, and how far it is. */
export function createSaving(parts: SavingParts) {
  const [progress, setProgress] = createSignal<{ bytes: number; files: number; of: number } | null>(null);

  const save = createCommand(async (wanted: NamedFile[]) => {
    const open = await openReceived(parts.id);
    const sources = wanted.map(
      ({ index, file }): SavableFile => ({
        file: () => open(index),
        name: file.name,
        path: file.path ?? '',
        type: file.type,
      }),
    );
    const marks = makeSavingMarks(parts.onSaved);
    const outcome = await saveFiles(sources, {
      onProgress: everyMs(PROGRESS_MS, (bytes: number) =>
        setProgress({ bytes, files: marks.count, of: wanted.length }),
      ),
      onSaved: (n, isCertain) => marks.add(wanted[n]!.index, isCertain),
    }).finally(() => {
      setProgress(null);
      return marks.finish();
    });
    if (outcome === 'cancelled') return;
    for (const { index } of wanted) marks.add(index, outcome === 'saved');
    await marks.finish();
    const which = wanted.length === 1 ? null : formatCount(wanted.length, 'file', 'files');
    if (outcome === 'saved') toaster.show(which ? `${which} saved.` : 'Saved.', { tone: 'ok' });
    else toaster.show(which ? `${which} handed over.` : 'Handed over.');
  });

  return { save, progress };
}

/** Passes on a call when the last one was long enough ago. */
function everyMs<T>(ms: number, act: (value: T) => void): (value: T) => void {
  let atMs = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - atMs < ms) return;
    atMs = performance.now();
    act(value);
  };
}
