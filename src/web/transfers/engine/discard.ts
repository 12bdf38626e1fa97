/**
 * Gives a buffer's memory back at once. WebCrypto, files and data channels hand out a new buffer for each block, and the
 * collector looks for dead ones only when tens of megabytes have gathered, or later on a busy machine. A port whose other
 * end is closed drops what is transferred to it, memory included (measured: 4000 outputs of 256 KiB grew a renderer by
 * 350 MB left to the collector, by 36 MB this way).
 */
const { port1: nowhere, port2 } = new MessageChannel();
port2.close();

/** Nobody may use these bytes any more, nor anything else in their buffer. */
export function discard(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): void {
  const buffer = bytes instanceof ArrayBuffer ? bytes : bytes.buffer;
  if (buffer.byteLength > 0) nowhere.postMessage(null, [buffer]);
}
