import type { RedisLink } from '../../adapters/redis/redisLink.ts';
import type { Adapters } from '../../compose.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../core/ports.ts';
import { makeDiskRelayBytes } from './diskRelayBytes.ts';
import { makeMemoryUploadLocks } from './memoryUploadLocks.ts';
import { makeRedisUploadLocks } from './redisUploadLocks.ts';

/** Where the relay's bytes are, and who may write them: in this process alone, or for all nodes. */
export async function openRelayStore(
  { relay, relayDir, relayS3 }: Pick<Config, 'relay' | 'relayDir' | 'relayS3'>,
  redis: RedisLink | null,
  log: Log,
): Promise<Adapters['relay']> {
  const locks = redis ? makeRedisUploadLocks(redis) : makeMemoryUploadLocks();
  if (!relayS3) return { bytes: makeDiskRelayBytes(relayDir), locks, settings: relay };
  // Amazon's client is large: only who uses it loads it.
  const { makeS3RelayBytes } = await import('./s3RelayBytes.ts');
  // From a bucket no proxy sends pieces by itself.
  return { bytes: makeS3RelayBytes(relayS3, log), locks, settings: { ...relay, accel: undefined } };
}
