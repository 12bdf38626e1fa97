import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../harness/browsers.ts';
import { type ServedPages, servePages } from '../harness/servePages.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('files in and out of the browser', () => {
  let pages: ServedPages;
  let browser: Browser;
  let page: Page;
  let disk: string;

  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), 'files-'));
    await mkdir(join(disk, 'Holiday', 'day 1'), { recursive: true });
    const lavfi = (source: string, ...rest: string[]) =>
      promisify(execFile)('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...rest]);
    await lavfi('testsrc=size=1280x720:rate=25:duration=4', '-pix_fmt', 'yuv420p', join(disk, 'clip.mp4'));
    await lavfi('nullsrc=size=1200x800,geq=random(1)*255:128:128', '-frames:v', '1', join(disk, 'noise.png'));
    await writeFile(join(disk, 'broken.mp4'), 'this is no video');
    await writeFile(join(disk, 'notes.txt'), 'some notes');
    await writeFile(join(disk, 'Holiday', 'a.txt'), 'a');
    await writeFile(join(disk, 'Holiday', '.DS_Store'), 'x');
    await writeFile(join(disk, 'Holiday', 'day 1', 'b.txt'), 'bb');
    pages = await servePages();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await pages?.close();
    await rm(disk, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await (await browser.newContext({ acceptDownloads: true })).newPage();
    await page.goto(pages.url('files/index.html'));
    await page.waitForFunction(() => 'tools' in window);
  });
  afterEach(() => page?.context().close());

  /** As if the browser had no pickers: Firefox and Safari. */
  const withoutPickers = () =>
    page.evaluate(() => {
      for (const name of ['showOpenFilePicker', 'showDirectoryPicker', 'showSaveFilePicker']) {
        Object.defineProperty(window, name, { value: undefined });
      }
    });

  /** Gives a file of the disk to the page and runs a preview of it. */
  async function preview(name: string, type: string) {
    const bytes = (await readFile(join(disk, name))).toString('base64');
    return page.evaluate(
      async ([base64, fileName, fileType]) => {
        const blob = await (await fetch(`data:;base64,${base64}`)).blob();
        const made = await window.tools.makePreview(new File([blob], fileName, { type: fileType }));
        if (!made) return null;
        const picture = await (await fetch(`data:${made.type};base64,${made.data}`)).blob();
        const { width, height } = await createImageBitmap(picture);
        return { ...made, data: '', bytes: picture.size, width, height };
      },
      [bytes, name, type] as const,
    );
  }

  describe('previews', () => {
    it.each(['video/mp4', ''])('show a frame of a video whose type is "%s"', async (type) => {
      const made = await preview('clip.mp4', type);
      expect(made).toMatchObject({ type: 'image/webp', width: 320, height: 180, widthPx: 320, durationMs: 4000 });
      expect(made?.bytes).toBeGreaterThan(500);
      expect(made?.bytes).toBeLessThanOrEqual(24_000);
    });

    it('show an image small, however hard it is to shrink', async () => {
      const made = await preview('noise.png', 'image/png');
      expect(made?.width).toBeLessThanOrEqual(320);
      expect(made?.bytes).toBeLessThanOrEqual(24_000);
    });

    it('stay few, however many files there are', async () => {
      const made = await page.evaluate(async () => {
        const canvas = new OffscreenCanvas(8, 8);
        canvas.getContext('2d')?.fillRect(0, 0, 4, 4);
        const image = await canvas.convertToBlob({ type: 'image/png' });
        const files = Array.from({ length: 40 }, (_, n) => new File([image], `${n}.png`, { type: 'image/png' }));
        const previews = await window.tools.makePreviews([new File(['x'], 'notes.txt'), ...files]);
        return previews.map((preview) => preview !== null);
      });
      expect(made).toHaveLength(41);
      expect(made[0]).toBe(false);
      expect(made.filter(Boolean)).toHaveLength(24);
    });

    it.each([
      ['notes.txt', 'text/plain'],
      ['broken.mp4', 'video/mp4'],
      ['broken.mp4', 'image/jpeg'],
    ])('of %s as %s are none, without an error', async (name, type) => {
      expect(await preview(name, type)).toBeNull();
    });
  });

  it('a profile picture becomes a small square', async () => {
    const bytes = (await readFile(join(disk, 'noise.png'))).toString('base64');
    const made = await page.evaluate(async (base64) => {
      const scaled = await window.tools.scaleProfilePicture(await (await fetch(`data:;base64,${base64}`)).blob());
      return { ...scaled, bytes: atob(scaled?.data ?? '').length };
    }, bytes);
    expect(made).toMatchObject({ type: 'image/webp' });
    expect(made.widthPx).toBe(made.heightPx);
    expect(made.bytes).toBeLessThanOrEqual(20_000);
    expect(await page.evaluate(() => window.tools.scaleProfilePicture(new Blob(['no image'])))).toBeNull();
  });

  describe('choosing', () => {
    it('several files without a picker API', async () => {
      await withoutPickers();
      const chooser = page.waitForEvent('filechooser');
      const picked = page.evaluate(async () => (await window.tools.pickFiles()).map(window.tools.see));
      await (await chooser).setFiles([join(disk, 'clip.mp4'), join(disk, 'notes.txt')]);
      expect((await picked).map(({ name, path, hasHandle }) => ({ name, path, hasHandle }))).toEqual([
        { name: 'clip.mp4', path: '', hasHandle: false },
        { name: 'notes.txt', path: '', hasHandle: false },
      ]);
    });

    it('a folder without a picker API', async () => {
      await withoutPickers();
      const chooser = page.waitForEvent('filechooser');
      const picked = page.evaluate(async () => (await window.tools.pickFolder()).map(window.tools.see));
      await (await chooser).setFiles(join(disk, 'Holiday'));
      const found = (await picked).map(({ path, name }) => `${path} ${name}`).sort();
      expect(found).toEqual(['Holiday a.txt', 'Holiday/day 1 b.txt']);
    });

    it('with a picker API, whose handles open again after a reload', async () => {
      const picked = await page.evaluate(async () => {
        const { place, put, pickFiles, rememberFiles, see } = window.tools;
        const handle = await put(await place('home'), 'clip.mp4', new Blob(['twelve bytes']));
        const gone = await put(await place('home'), 'gone.mp4', new Blob(['x']));
        Object.assign(window, { showOpenFilePicker: async () => [handle, gone] });
        const files = await pickFiles();
        const isKept = await rememberFiles('one', files);
        await rememberFiles('two', files);
        await (await place('home')).removeEntry('gone.mp4');
        return { files: files.map(see), isKept };
      });
      expect(picked.isKept).toBe(true);
      expect(picked.files[0]).toEqual({ path: '', name: 'clip.mp4', size: 12, hasHandle: true });

      await page.reload();
      await page.waitForFunction(() => 'tools' in window);
      const again = await page.evaluate(async () => {
        const { reopenFiles, forgetFiles, forgetFilesExcept, see } = window.tools;
        const one = await reopenFiles('one');
        await forgetFiles('one');
        const forgotten = await reopenFiles('one');
        await forgetFilesExcept([]);
        return { files: one?.files.map((it) => it && see(it)), forgotten, second: await reopenFiles('two') };
      });
      expect(again.files).toEqual([{ path: '', name: 'clip.mp4', size: 12, hasHandle: true }, null]);
      expect(again.forgotten).toBeNull();
      expect(again.second).toBeNull();
    });

    it('nothing, when the person closes the picker', async () => {
      const picked = await page.evaluate(() => {
        const close = () => Promise.reject(new DOMException('closed', 'AbortError'));
        Object.assign(window, { showOpenFilePicker: close, showDirectoryPicker: close });
        return Promise.all([window.tools.pickFiles(), window.tools.pickFolder()]);
      });
      expect(picked).toEqual([[], []]);
    });

    it('by dropping a file and a folder', async () => {
      const box = await page.locator('#drop').boundingBox();
      const session = await page.context().newCDPSession(page);
      const data = { items: [], files: [join(disk, 'clip.mp4'), join(disk, 'Holiday')], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, x: (box?.x ?? 0) + 50, y: (box?.y ?? 0) + 50, data });
      }
      await page.waitForFunction(() => window.tools.dropped.length > 0);
      const [dropped] = await page.evaluate(() => window.tools.dropped);
      expect(dropped?.map(({ path, name }) => `${path} ${name}`).sort()).toEqual([
        ' clip.mp4',
        'Holiday a.txt',
        'Holiday/day 1 b.txt',
      ]);
    });

    it('by pasting', async () => {
      const pasted = await page.evaluate(() => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File(['png'], 'image.png', { type: 'image/png' }));
        document.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
        return window.tools.pasted[0];
      });
      expect(pasted).toEqual([{ path: '', name: 'image.png', size: 3, hasHandle: false }]);
    });
  });

  describe('saving', () => {
    const text = 'x'.repeat(3_000_000);

    it('one file to the place the person chose', async () => {
      const saved = await page.evaluate(async (content) => {
        const { place, saveFiles, sha256 } = window.tools;
        const target = await (await place('target')).getFileHandle('chosen.mp4', { create: true });
        let suggested = '';
        let progress = 0;
        Object.assign(window, {
          showSaveFilePicker: async (options: { suggestedName: string }) => {
            suggested = options.suggestedName;
            return target;
          },
        });
        const file = { file: new Blob([content]), name: '../clip.mp4', path: '', type: 'video/mp4' };
        const outcome = await saveFiles([file], { onProgress: (bytes) => (progress = bytes) });
        return { outcome, suggested, progress, digest: await sha256(await target.getFile()) };
      }, text);
      const digest = sha256(Buffer.from(text));
      expect(saved).toEqual({ outcome: 'saved', suggested: 'clip.mp4', progress: text.length, digest });
    });

    it('several files with their folders, over nothing that is there already', async () => {
      const saved = await page.evaluate(async () => {
        const { place, put, saveFiles } = window.tools;
        const folder = await place('folder');
        await put(folder, 'clip.mp4', new Blob(['mine']));
        Object.assign(window, { showDirectoryPicker: async () => folder });
        const file = (name: string, path: string, content: string) => ({
          file: new Blob([content]),
          name,
          path,
          type: '',
        });
        const outcome = await saveFiles([file('clip.mp4', '', 'theirs'), file('clip.mp4', '../day 1', 'deeper')]);
        const read = async (handle: FileSystemFileHandle) => (await handle.getFile()).text();
        const day = await folder.getDirectoryHandle('day 1');
        const all = [
          await read(await folder.getFileHandle('clip.mp4')),
          await read(await folder.getFileHandle('clip (2).mp4')),
          await read(await day.getFileHandle('clip.mp4')),
        ];
        return { outcome, all };
      });
      expect(saved).toEqual({ outcome: 'saved', all: ['mine', 'theirs', 'deeper'] });
    });

    it('many files at once, of which each is told when it is saved, and no two get the same name', async () => {
      const saved = await page.evaluate(async () => {
        const { place, put, saveFiles } = window.tools;
        const folder = await place('many');
        await put(folder, 'note.txt', new Blob(['mine']));
        Object.assign(window, { showDirectoryPicker: async () => folder });
        const names = ['note.txt', 'note (2).txt', ...Array.from({ length: 60 }, (_, n) => `${n}.txt`)];
        const told: number[] = [];
        const files = names.map((name) => ({ file: async () => new Blob([name]), name, path: '', type: '' }));
        const outcome = await saveFiles(files, { onSaved: (index) => told.push(index) });
        const contents: string[] = [];
        for await (const handle of folder.values()) {
          contents.push(await (await (handle as FileSystemFileHandle).getFile()).text());
        }
        return { outcome, told: told.length, contents: contents.sort(), wanted: ['mine', ...names].sort() };
      });
      expect(saved).toMatchObject({ outcome: 'saved', told: 62 });
      expect(saved.contents).toEqual(saved.wanted);
    });

    it('nothing, when the person closes the picker', async () => {
      const outcome = await page.evaluate(() => {
        Object.assign(window, {
          showSaveFilePicker: () => Promise.reject(new DOMException('closed', 'AbortError')),
        });
        return window.tools.saveFiles([{ file: new Blob(['x']), name: 'a', path: '', type: '' }]);
      });
      expect(outcome).toBe('cancelled');
    });

    it('several files as downloads where there is no picker, from the disk and under their own names', async () => {
      await withoutPickers();
      const downloads: Download[] = [];
      page.on('download', (download) => downloads.push(download));
      const outcome = page.evaluate((content) => {
        const { onClick, place, put, saveFiles } = window.tools;
        return onClick(async () => {
          const stored = await put(await place('received'), 'block-7', new Blob([content]));
          const file = await stored.getFile();
          return saveFiles([
            { file, name: 'clip.mp4', path: 'day 1', type: 'video/mp4' },
            { file, name: 'clip.mp4', path: 'day 2', type: 'video/mp4' },
          ]);
        });
      }, text);
      await page.click('#go');
      expect(await outcome).toBe('handed_over');
      await expect.poll(() => downloads.length, { timeout: 10_000 }).toBe(2);
      expect(downloads.map((download) => download.suggestedFilename())).toEqual(['clip.mp4', 'clip (2).mp4']);
      for (const download of downloads) {
        expect(sha256(await readFile(await download.path()))).toBe(sha256(Buffer.from(text)));
      }
    });

    it('by the share sheet on an iPhone, under the right name and type', async () => {
      const shared = await page.evaluate(async () => {
        const files: { name: string; type: string }[] = [];
        Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)' });
        Object.assign(navigator, {
          canShare: () => true,
          share: async (data: ShareData) => {
            for (const { name, type } of data.files ?? []) files.push({ name, type });
          },
        });
        const outcome = await window.tools.saveFiles([
          { file: new Blob(['x']), name: 'clip.mov', path: 'day 1', type: 'video/quicktime' },
        ]);
        return { outcome, files };
      });
      expect(shared).toEqual({ outcome: 'handed_over', files: [{ name: 'clip.mov', type: 'video/quicktime' }] });
    });
  });
});
