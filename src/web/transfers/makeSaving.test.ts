import { expect, test, vi } from 'vitest';
import { RefusedError } from '../core/appError.ts';
import type { SaveOptions, SaveOutcome } from './files/saving.ts';
import { makeSaving } from './makeSaving.ts';
import { savingOf } from './savings.ts';
import type { NamedFile } from './transferEntry.ts';

const files = ['a', 'b'].map(
  (name, index): NamedFile => ({ index, file: { name, sizeBytes: 3, type: '', lastModifiedMs: 0 } }),
);
const noted = vi.fn(async () => {});

/** A saving whose writing goes on until the test says how it ends. */
function underWay() {
  const writing = {} as { resolve(outcome: SaveOutcome): void; reject(error: unknown): void };
  const written = new Promise<SaveOutcome>((resolve, reject) => Object.assign(writing, { resolve, reject }));
  const save = vi.fn((_files: unknown, { signal }: SaveOptions) => {
    signal?.addEventListener('abort', () => writing.resolve('cancelled'));
    return written;
  });
  const saving = makeSaving({ open: async () => async () => new Blob(['abc']), save });
  noted.mockClear();
  saving.tell(noted);
  return { saving, save, writing, options: () => save.mock.calls[0]![1] };
}

test('whoever comes back to a page finds what is being saved, and cannot begin it a second time', async () => {
  expect(savingOf('here', noted)).toBe(savingOf('here', noted));
  const { saving, save, writing, options } = underWay();
  saving.save(files);
  await vi.waitFor(() => expect(save).toHaveBeenCalled());
  options().onProgress?.(3);
  expect(saving.progress()).toEqual({ bytes: 3, files: 0, of: 2 });
  saving.save(files);
  writing.resolve('saved');
  await vi.waitFor(() => expect(saving.pending()).toBe(false));
  expect([save.mock.calls.length, saving.progress()]).toEqual([1, null]);
  expect(noted).toHaveBeenCalledExactlyOnceWith([0, 1], true);
});

test('what is saved after another page took over is told to that page', async () => {
  const { saving, save, writing } = underWay();
  saving.save(files);
  await vi.waitFor(() => expect(save).toHaveBeenCalled());
  const later = vi.fn(async () => {});
  saving.tell(later);
  writing.resolve('saved');
  await vi.waitFor(() => expect(later).toHaveBeenCalled());
  expect(noted).not.toHaveBeenCalled();
});

test('one that is stopped is no error, and what was saved until then stays saved', async () => {
  const { saving, save, options } = underWay();
  saving.save(files);
  await vi.waitFor(() => expect(save).toHaveBeenCalled());
  options().onProgress?.(3);
  options().onSaved?.(1, true);
  saving.stop();
  await vi.waitFor(() => expect(saving.pending()).toBe(false));
  expect([saving.error(), saving.progress()]).toEqual([null, null]);
  expect(noted).toHaveBeenCalledExactlyOnceWith([1], true);
  saving.save(files);
  await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(2));
  expect(save.mock.calls[1]![1].signal?.aborted).toBe(false);
});

test('why it did not work is told also to whoever comes later', async () => {
  const { saving, writing } = underWay();
  saving.save(files);
  writing.reject(new RefusedError({ code: 'client.no_room', kind: 'no_room' }));
  await vi.waitFor(() => expect(saving.error()?.code).toBe('client.no_room'));
  expect(saving.pending()).toBe(false);
});
