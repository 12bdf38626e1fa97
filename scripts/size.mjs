/** `npm run size`: refuses a first load that grew beyond what a phone on venue Wi-Fi should wait for. */
import { firstLoad } from './firstLoad.mjs';

const LIMIT_BYTES = 60_000;
const { files, gzipBytes } = firstLoad();
console.log(`First route: ${gzipBytes} of ${LIMIT_BYTES} bytes of JavaScript, gzip, in ${files.length} files`);
if (gzipBytes > LIMIT_BYTES) process.exit(1);
