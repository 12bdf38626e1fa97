import { describe, expect, it } from 'vitest';
import type { ShareId } from '../../core/ids.ts';
import { codeOfShare, shareOfCode } from './shareCode.ts';

const id = '0f3b8a52-91c4-4de7-bf60-00ffa1c2e3d4' as ShareId;

describe('the code of a share', () => {
  it('is its id in base64url', () => {
    const expected = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
    expect(codeOfShare(id)).toBe(expected);
    expect(shareOfCode(expected)).toBe(id);
  });

  it('keeps zeros at the front', () => {
    const low = '00000000-0000-4000-8000-000000000001' as ShareId;
    expect(shareOfCode(codeOfShare(low))).toBe(low);
  });

  it.each(['', 'short', `${codeOfShare(id)}A`, codeOfShare(id).replace(/.$/, 'B'), '_'.repeat(22), '%'.repeat(22)])(
    'is none: %s',
    (code) => {
      expect(shareOfCode(code)).toBeNull();
    },
  );
});
