import { createSignal } from 'solid-js';
import { createCommand } from '../core/createCommand.ts';
import { formatCount } from '../ui/format.ts';
import { toaster } from '../ui/toaster.ts';
import type { SavableFile } from './files/savableFile.ts';
import type { SaveOptions, SaveOutcome } from './files/saving.ts';
import { makeSavingMarks } from './files/savingMarks.ts';
import type { NamedFile } from './transferEntry.ts';

/** As often as figures can be read. */
const PROGRESS_MS = 200;

export interface SavingParts {
  /** Finds where the files lie on this device, and returns what opens one of them. */
  open(): Promise<(index: number) => Promise<Blob>>;
  save(files: SavableFile[], options: SaveOptions): Promise<SaveOutcome>;
}

/** Keeps in mind what was saved, or handed over where that is not certain. */
export type NoteSaved = (indices: number[], isCertain: boolean) => Promise<void>;

/** Saving what was received under one id, how far it is, and what ends it early: what was saved until then stays saved. */
export function makeSaving(parts: SavingParts) {
  const [progress, setProgress] = createSignal<{ bytes: number; files: number; of: number } | null>(null);
  let stopping = new AbortController();
  let note: NoteSaved = async () => {};

  const saving = createCommand(async (wanted: NamedFile[]) => {
    const { signal } = stopping;
    const open = await parts.open();
    const sources = wanted.map(
      ({ index, file }): SavableFile => ({
        file: () => open(index),
        name: file.name,
        path: file.path ?? '',
        type: file.type,
      }),
    );
    // By whoever shows it by then.
    const marks = makeSavingMarks((indices, isCertain) => note(indices, isCertain));
    const showProgress = everyMs(PROGRESS_MS, (bytes: number) =>
      setProgress({ bytes, files: marks.count, of: wanted.length }),
    );
    const outcome = await parts
      .save(sources, {
        signal,
        onProgress: (bytes) => signal.aborted || showProgress(bytes),
        onSaved: (n, isCertain) => marks.add(wanted[n]!.index, isCertain),
      })
      .finally(() => {
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

  return {
    pending: saving.pending,
    error: saving.error,
    progress,
    /** Call it in the task of a tap. */
    save(wanted: NamedFile[]): void {
      if (saving.pending()) return;
      stopping = new AbortController();
      void saving.run(wanted);
    },
    stop: () => stopping.abort(),
    /** Whoever shows it now hears what is saved, in place of who showed it before. */
    tell(listener: NoteSaved): void {
      note = listener;
    },
  };
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

export type Saving = ReturnType<typeof makeSaving>;
