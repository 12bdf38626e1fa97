import { defineConfig } from 'vitest/config';

/** Journeys drive real browsers, so they run one after another and take their time. */
export default defineConfig({
  test: {
    include: ['src/testing/journeys/**/*.journey.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
