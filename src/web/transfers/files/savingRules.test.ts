import { describe, expect, it } from 'vitest';
import { chooseSaveWay, numbered, saveNames } from './savingRules.ts';

const plain = { isIos: false, canShare: false, hasSavePicker: false, hasFolderPicker: false };
const chromium = { ...plain, hasSavePicker: true, hasFolderPicker: true };

it.each([
  ['one file in Chromium', 1, chromium, 'picker'],
  ['many in Chromium', 3, chromium, 'folder'],
  ['one in Firefox', 1, plain, 'download'],
  ['many in Firefox', 3, plain, 'download'],
  ['on an iPhone', 2, { ...plain, isIos: true, canShare: true }, 'share'],
  ['on an iPhone that shares no such file', 1, { ...plain, isIos: true }, 'download'],
  ['on an Android phone that could share', 1, { ...plain, canShare: true }, 'download'],
] as const)('%s is saved by the right way', (_, count, browser, way) => {
  expect(chooseSaveWay(count, browser)).toBe(way);
});

describe('names to save under', () => {
  it('are cleaned again and cannot climb out of the folder', () => {
    const [saved] = saveNames([{ path: '../../etc/./day 1', name: '..\\..\\evil\u202egpj.exe' }], false);
    expect(saved).toEqual({ folders: ['etc', 'day 1'], name: 'evilgpj.exe' });
  });

  it('are distinct within a folder, and over all of them when there are none', () => {
    const files = [
      { path: 'a', name: 'clip.mp4' },
      { path: 'b', name: 'clip.mp4' },
      { path: 'a', name: 'CLIP.mp4' },
    ];
    expect(saveNames(files, false).map(({ name }) => name)).toEqual(['clip.mp4', 'clip.mp4', 'CLIP (2).mp4']);
    expect(saveNames(files, true).map(({ name }) => name)).toEqual(['clip.mp4', 'clip (2).mp4', 'CLIP (3).mp4']);
  });

  it('are numbered before their extension', () => {
    expect(numbered('clip.mp4', 2)).toBe('clip (2).mp4');
    expect(numbered('README', 3)).toBe('README (3)');
  });
});
