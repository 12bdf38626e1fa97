import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

const SLICE_BYTES = 16 * 1024;

/** A way to a local server on which all connections together carry so many bytes per second, each direction for itself. */
export async function openSharedLink(port: number, bytesPerSecond: number) {
  const up = makePace(bytesPerSecond);
  const down = makePace(bytesPerSecond);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(paced(up)).pipe(far);
    far.pipe(paced(down)).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    port: address.port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** When the next bytes may go: one clock for all who share the link. */
function makePace(bytesPerSecond: number): (bytes: number) => number {
  let freeAtMs = 0;
  return (bytes) => {
    const nowMs = performance.now();
    freeAtMs = Math.max(nowMs, freeAtMs) + (bytes * 1000) / bytesPerSecond;
    return freeAtMs - nowMs;
  };
}

function paced(pace: (bytes: number) => number): Transform {
  return new Transform({
    highWaterMark: SLICE_BYTES,
    async transform(chunk: Buffer, _encoding, done) {
      for (let from = 0; from < chunk.length; from += SLICE_BYTES) {
        const slice = chunk.subarray(from, from + SLICE_BYTES);
        const waitMs = pace(slice.length);
        if (waitMs > 2) await new Promise((resolve) => setTimeout(resolve, waitMs));
        this.push(slice);
      }
      done();
    },
  });
}
