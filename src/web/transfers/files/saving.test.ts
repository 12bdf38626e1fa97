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

test('the sheet of a phone learns what a file is, also where its system did not know', async () => {
  const share = vi.fn(async (_: { files: File[] }) => {});
  vi.stubGlobal('navigator', { userAgent: 'iPhone', maxTouchPoints: 5, canShare: () => true, share });
  const unknown = ['clip.MOV', 'notes'].map((name) => ({ file: new Blob(['x']), name, path: '', type: '' }));
  expect(await saveFiles(unknown)).toBe('handed_over');
  const shared = share.mock.calls[0]![0].files;
  expect(shared.map(({ name, type }) => [name, type])).toEqual([
    ['clip.MOV', 'video/quicktime'],
    ['notes', ''],
  ]);
});

test('downloads that are stopped go no further, and that is no error', async () => {
  const stopping = new AbortController();
  const link = { click: vi.fn(() => stopping.abort()), remove() {} };
  vi.stubGlobal('navigator', { userAgent: '', maxTouchPoints: 0 });
  vi.stubGlobal('document', { createElement: () => link, body: { append() {} } });
  const files = ['a', 'b'].map((name) => ({ file: new Blob(['x']), name, path: '', type: '' }));
  const onSaved = vi.fn();
  expect(await saveFiles(files, { signal: stopping.signal, onSaved })).toBe('cancelled');
  expect([link.click.mock.calls.length, onSaved.mock.calls]).toEqual([1, [[0, false]]]);
});
