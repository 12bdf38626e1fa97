import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { DomainError } from '../../../shared/core/errors.ts';
import type { Log } from '../../core/ports.ts';

export interface S3Settings {
  bucket: string;
  /** What every key of ours begins with; empty, or a folder that ends with a slash. */
  prefix: string;
  /** Not set: Amazon's own, in that region. */
  endpoint: string | undefined;
  region: string;
  /** Not set: what the machine it runs on is allowed. */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** The bucket in the path instead of the host's name: what most servers of one's own want. */
  usesPathStyle: boolean;
}

/** One that hangs is given up, asked once more, and then the upload waits: its client tries again by itself. */
const timeouts = {
  connectionTimeout: 3000,
  requestTimeout: 20_000,
  socketTimeout: 30_000,
  throwOnRequestTimeout: true,
};
const ATTEMPTS = 2;
/** Connections at once; more requests wait for one. */
const CONNECTIONS = 200;
const COMPLAIN_MS = 60_000;

export type AskS3 = S3Client['send'];

/**
 * Asks S3. When it cannot be reached, or answers that it will not, that is `server.unavailable` to whoever waits, who tries
 * again, and a line in the log; that a key does not exist is thrown as it is.
 */
export function openS3({ bucket, endpoint, region, credentials, usesPathStyle }: S3Settings, log: Log) {
  const client = new S3Client({
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
    region,
    forcePathStyle: usesPathStyle,
    maxAttempts: ATTEMPTS,
    requestHandler: { ...timeouts, httpAgent: { maxSockets: CONNECTIONS }, httpsAgent: { maxSockets: CONNECTIONS } },
    // Not all servers know the newer checksums, and what is sealed says itself whether it is whole.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  let complainedAt = Number.NEGATIVE_INFINITY;

  const ask = (async (command: Parameters<AskS3>[0]) => {
    try {
      return await client.send(command);
    } catch (error) {
      if (isMissingKey(error)) throw error;
      if (performance.now() - complainedAt > COMPLAIN_MS) {
        complainedAt = performance.now();
        log.error({ err: error, bucket }, 'S3 cannot be used: uploads and downloads of the relay wait');
      }
      throw new DomainError('server.unavailable', { cause: error });
    }
  }) as AskS3;

  return { ask, Bucket: bucket, close: () => client.destroy() };
}

const isMissingKey = (error: unknown) => error instanceof S3ServiceException && error.name === 'NoSuchKey';
