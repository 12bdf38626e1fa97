import { firstLoad } from '../../../scripts/firstLoad.mjs';
import { printResult, rounded } from './benchResult.ts';

const REFERENCE_BYTES = 60_000;

const { files, gzipBytes } = firstLoad();
printResult({
  bench: 'page',
  ours: gzipBytes,
  reference: REFERENCE_BYTES,
  unit: 'gzip bytes',
  ratio: rounded(gzipBytes / REFERENCE_BYTES),
  runs: 1,
  note: `JavaScript that the first route needs, its lazy part included: ${files.join(', ')}`,
});
