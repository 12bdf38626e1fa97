import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../../server/transfers/relay/s3Client.ts';
import { pollUntil } from '../journeys/support/poll.ts';
import { freePort } from './freePort.ts';
import { type Service, startService } from './service.ts';

/** An S3 server of the test's own on loopback: OpenStack Swift, whose S3 door checks signatures as Amazon's does. */
export interface S3Server extends Pick<Service, 'kill' | 'pause' | 'resume' | 'output'> {
  settings: S3Settings;
  /** Starts it again after it was killed, with what it kept. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const scriptPath = fileURLToPath(new URL('./serveSwift.py', import.meta.url));
const START_LIMIT_MS = 60_000;

export async function startS3Server(bucket = 'relay'): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'spotlight-s3-'));
  const port = await freePort();
  // Debian's own Python, for which Debian's packages are.
  const service = startService('/usr/bin/python3', [scriptPath, folder, String(port)], { cwd: folder });
  const endpoint = `http://127.0.0.1:${port}`;
  async function start(): Promise<void> {
    service.start();
    const answers = () =>
      fetch(endpoint).then(
        () => true,
        () => false,
      );
    await pollUntil(answers, { timeoutMs: START_LIMIT_MS, failure: service.output });
  }
  await start();
  const credentials = { accessKeyId: 'test:tester', secretAccessKey: 'testing' };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return {
    ...service,
    settings: { bucket, prefix: '', endpoint, region: 'us-east-1', credentials, usesPathStyle: true },
    start,
    async stop(): Promise<void> {
      await service.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
