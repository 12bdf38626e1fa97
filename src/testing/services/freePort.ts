import { createServer } from 'node:net';

/**
 * A port that nobody listens on. It is not one of those that a system gives to outgoing connections (Linux: from 32768), or
 * another process's connection could have it by the time it is used, or while a killed server is started again.
 */
export async function freePort(): Promise<number> {
  const port = 10_240 + Math.floor(Math.random() * 22_000);
  return (await isFree(port)) ? port : freePort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, () => probe.close(() => resolve(true)));
  });
}
