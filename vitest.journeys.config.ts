import { defineConfig } from 'vitest/config';

/** Journeys drive real browsers, so they run one after another and take their time. */
export default defineConfig({
  test: {
    include: ['src/testing/{journeys,lab}/**/*.journey.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Two browsers, a server and an encoder share what may be two slow cores: there one more try is allowed.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
