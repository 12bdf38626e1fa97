import { defineConfig } from 'vitest/config';

/** What an organiser runs, as processes of this machine: the built product, PostgreSQL, Redis, and nginx with the shipped configuration. */
export default defineConfig({
  test: {
    include: ['src/testing/deployment/**/*.deployment.ts'],
    pool: 'forks',
    // Each file is a small cluster.
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000, interval: 100 } },
  },
});
