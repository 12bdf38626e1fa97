import type { Bytes } from '../engine/bytes.ts';
import type { Stretch } from './sharePassword.ts';

/** Argon2id in a worker of its own, which goes with its answer and gives its memory back. */
export const stretchInWorker: Stretch = (password, cost) =>
  new Promise<Bytes>((resolve, reject) => {
    const worker = new Worker(new URL('./stretchWorker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Bytes | string>) => {
      worker.terminate();
      if (typeof data === 'string') reject(new Error(data));
      else resolve(data);
    };
    // What goes wrong in it is told by a message: its script did not arrive.
    worker.onerror = () => {
      worker.terminate();
      reject(new Error('the module that stretches passwords did not arrive'));
    };
    worker.postMessage({ password, cost });
  });
