/** Loaded into a server that is measured, with --expose-gc: on SIGUSR2 it says what memory it needs after collecting. */
import { memoryUsage } from 'node:process';

process.on('SIGUSR2', async () => {
  // What one collection leaves behind for a finaliser goes with the next.
  for (let time = 0; time < 4; time++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.log(`memory ${JSON.stringify(memoryUsage())}`);
});
