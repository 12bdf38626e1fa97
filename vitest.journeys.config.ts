import { defineConfig } from 'vitest/config';

/** What measures memory or time, and would measure its neighbour too. */
const alone = ['src/testing/journeys/large.journey.ts', 'src/testing/lab/**/*.journey.ts'];

/** Journeys drive real browsers and take their time. Two files go side by side: while one waits the other works. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['src/testing/journeys/**/*.journey.ts'],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
    pool: 'forks',
    setupFiles: 'src/testing/journeys/support/everyFile.ts',
    // Two browsers, a server and an encoder share what may be two slow cores: there one more try is allowed.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 100 } },
  },
});
