import { makeMemoryUploadLocks } from './memoryUploadLocks.ts';
import { describeUploadLocks } from './uploadLocks.contract.ts';

describeUploadLocks('memory', async () => {
  const locks = makeMemoryUploadLocks();
  return { one: locks, other: locks };
});
