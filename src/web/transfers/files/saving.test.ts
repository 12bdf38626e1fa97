import { afterEach, expect, test, vi } from 'vitest';
import { RefusedError } from '../../core/appError.ts';
import { saveFiles } from './saving.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A place on a full disk, where this much was before. */
function fullPlace(sizeBefore: number) {
  const refuse = async () => {
    throw new DOMException('no space', 'QuotaExceededError');
  };
  const abort = vi.fn(async () => {});
  const streamed = Object.assign(new WritableStream({ write: refuse, abort }), { write: refuse });
  const remove = vi.fn(async () => {});
  const handle = {
    createWritable: async () => streamed,
    getFile: async () => new File([new Uint8Array(sizeBefore)], 'clip.mp4'),
    remove,
  };
  vi.stubGlobal('navigator', { userAgent: '', maxTouchPoints: 0 });
  vi.stubGlobal('showSaveFilePicker', async () => handle);
  return { remove };
}

const save = (bytes: number) =>
  saveFiles([{ file: new Blob([new Uint8Array(bytes)]), name: 'clip.mp4', path: '', type: 'video/mp4' }]);

test.each([
  ['small', 10],
  ['large', 3_000_000],
])('a %s file that finds no room says so, and leaves no empty one behind', async (_, bytes) => {
  const { remove } = fullPlace(0);
  const error = await save(bytes).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(RefusedError);
  expect((error as RefusedError).refusal).toEqual({ code: 'client.no_room', kind: 'no_room' });
  expect(remove).toHaveBeenCalledOnce();
});

test('a file that was to be replaced is still there when the new one finds no room', async () => {
  const { remove } = fullPlace(5);
  await expect(save(10)).rejects.toThrow('client.no_room');
  expect(remove).not.toHaveBeenCalled();
});
