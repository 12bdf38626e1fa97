import { metadataOf, type NewSegment, relayLimits, SEALED_BLOCK_BYTES } from '../../shared/transfers/relay.ts';
import { forbidPeers } from '../journeys/support/noPeers.ts';
import { acceptFiles, call, meet, offerFiles, type Visitor } from '../journeys/support/people.ts';
import { type Product, startProduct } from '../journeys/support/product.ts';
import { median, printResult, rounded } from './benchResult.ts';
import { makeRandomFile } from './randomFile.ts';
import { openSharedLink } from './sharedLink.ts';

/**
 * A file through the relay, from the first byte that it takes until the receiver has verified all, over a plain upload of
 * as many bytes from the same browser to the same server: what going on to the receiver, and sealing, cost on top.
 */
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const BYTES = Number(process.env.BENCH_BYTES ?? 128 * 1024 * 1024);
/** A good venue's Wi-Fi. Without a limit it is two processors that are measured, which four parties share here. */
const LINK_BYTES_PER_SECOND = Number(process.env.BENCH_LINK ?? 6_250_000);

const product = await startProduct();
const link = await openSharedLink(Number(new URL(product.url).port), LINK_BYTES_PER_SECOND);
const ours: number[] = [];
const plain: number[] = [];
const through: Product = { ...product, url: `http://localhost:${link.port}` };
const { first: sender, second: receiver } = await meet(through, ['Sender', 'Receiver']);

try {
  await forbidPeers(sender);
  for (let run = 0; run < RUNS; run++) {
    const name = `video ${run}.bin`;
    const file = makeRandomFile(BYTES, name);
    plain.push(await uploadPlainly(sender, file.path));
    ours.push(await sendThroughRelay(name, file.path));
    file.remove();
    console.log(`run ${run + 1}: plain ${plain[run]!.toFixed(2)} MB/s, ours ${ours[run]!.toFixed(2)} MB/s`);
  }
} finally {
  await Promise.all([sender.leave(), receiver.leave()]);
  await link.close();
  await product.stop();
}

printResult({
  bench: 'relay',
  ours: rounded(median(ours)),
  reference: rounded(median(plain)),
  unit: 'MB/s',
  ratio: rounded(median(ours) / median(plain), 3),
  runs: RUNS,
  note: `${BYTES} bytes sealed, uploaded, fetched, opened, written and verified, on a link of ${LINK_BYTES_PER_SECOND / 1e6} MB/s each way`,
});

async function sendThroughRelay(name: string, path: string): Promise<number> {
  await offerFiles(sender, [path]);
  await acceptFiles(receiver);
  const item = ({ page }: Visitor) => page.getByRole('article', { name });
  await item(sender)
    .getByText(/By the sealed relay/)
    .first()
    .waitFor();
  const beganAtMs = performance.now();
  await item(receiver).getByText('verified on both sides').first().waitFor({ timeout: 600_000 });
  return BYTES / 1e3 / (performance.now() - beganAtMs);
}

/** One segment after the other, unsealed, from memory, in one request each. */
async function uploadPlainly(visitor: Visitor, path: string): Promise<number> {
  await offerFiles(visitor, [path]);
  await visitor.page.getByText(/Waiting for .* to accept/).waitFor();
  const [transfer] = await query<{ id: string }[]>(visitor, 'transfers.listUnfinished');
  const blocks = Math.ceil(BYTES / (256 * 1024));
  const segments: NewSegment[] = [];
  for (let firstBlock = 0; firstBlock < blocks; firstBlock += relayLimits.blocksPerSegment) {
    const blockCount = Math.min(relayLimits.blocksPerSegment, blocks - firstBlock);
    const ids = { segmentId: crypto.randomUUID(), transferId: transfer!.id } as never as NewSegment;
    segments.push({ ...ids, file: 0, firstBlock, blockCount, sizeBytes: blockCount * SEALED_BLOCK_BYTES });
  }
  const uploads = segments.map((segment) => ({
    sizeBytes: segment.sizeBytes,
    metadata: Object.entries(metadataOf(segment))
      .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
      .join(','),
  }));
  const seconds = await visitor.page.evaluate(uploadAll, uploads);
  await call(visitor, through, 'transfers.cancel', { transferId: transfer!.id });
  return BYTES / 1e6 / seconds;
}

async function uploadAll(uploads: { sizeBytes: number; metadata: string }[]): Promise<number> {
  const tus = { 'tus-resumable': '1.0.0' };
  const beganAtMs = performance.now();
  for (const { sizeBytes, metadata } of uploads) {
    const headers = { ...tus, 'upload-length': String(sizeBytes), 'upload-metadata': metadata };
    const created = await fetch('/relay', { method: 'POST', headers });
    const sent = await fetch(created.headers.get('location')!, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      // As the product's own uploads in a watched browser (`sendAsBlobs`).
      body: new Blob([new Uint8Array(sizeBytes)]),
    });
    if (sent.status !== 204) throw new Error(`the relay answered ${sent.status}`);
  }
  return (performance.now() - beganAtMs) / 1000;
}

async function query<T>({ page }: Visitor, procedure: string): Promise<T> {
  const response = await page.request.get(`${through.url}/trpc/${procedure}`);
  return ((await response.json()) as { result: { data: T } }).result.data;
}
