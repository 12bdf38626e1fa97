import { afterEach, expect, test } from 'vitest';
import type { ShareId } from '../../../shared/core/ids.ts';
import type { Share } from '../../../shared/transfers/shares/share.ts';
import { forgetShares, forgetUnlisted, shareEntries, takeInShare } from './shareStore.ts';

const ids = ['old', 'gone', 'new'] as ShareId[];
const [old, gone, made] = ids as [ShareId, ShareId, ShareId];
const take = (id: ShareId) => takeInShare({ id, createdAt: id, ended: null } as unknown as Share);
const known = () => shareEntries()?.map(({ share }) => share.id);

afterEach(forgetShares);

test('a link that is made while the list is on its way stays', () => {
  take(old);
  take(gone);
  const before = known()!;
  take(made);
  forgetUnlisted(before, new Set([old]));
  expect(known()).toEqual([old, made]);
});

test('without any link the list is known all the same', () => {
  forgetUnlisted([], new Set());
  expect(known()).toEqual([]);
});
