/** Part of `npm run check`: refuses a first page that grew beyond what a phone on venue Wi-Fi should wait for. */
import { firstLoad, firstPages } from './firstLoad.mjs';

const LIMIT_BYTES = 60_000;
let isTooLarge = false;
for (const page of firstPages) {
  const { files, gzipBytes } = firstLoad(page);
  console.log(`${page}: ${gzipBytes} of ${LIMIT_BYTES} bytes of JavaScript, gzip, in ${files.length} files`);
  isTooLarge ||= gzipBytes > LIMIT_BYTES;
}
if (isTooLarge) process.exit(1);
