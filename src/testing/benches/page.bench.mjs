import { firstLoad } from '../../../scripts/firstLoad.mjs';
import { ensureBuilt, ensureGenerated, ensurePackages } from '../../../scripts/setup.mjs';

/** What a browser must load before it shows the first route, over what a phone on venue Wi-Fi should wait for. */
const LIMIT_BYTES = 60_000;

ensurePackages();
ensureGenerated();
ensureBuilt();
const { files, gzipBytes } = firstLoad();
console.log(
  JSON.stringify({
    bench: 'page',
    ours: gzipBytes,
    reference: LIMIT_BYTES,
    unit: 'bytes',
    ratio: Number((gzipBytes / LIMIT_BYTES).toFixed(3)),
    runs: 1,
    note: `JavaScript of the first route, gzip, in ${files.length} files`,
  }),
);
