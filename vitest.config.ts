import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['src/testing/journeys/**', 'node_modules'],
    globalSetup: ['src/testing/temporaryFolder.ts'],
    experimental: { fsModuleCache: true, fsModuleCachePath: '.stamp/modules' },
    pool: 'forks',
    // Files share their process: the server's modules are loaded once, and its database is opened once. Never forget modules
    // (`vi.resetModules`): Prisma's schema engine lives once in a process, and a second one would free what is the first's.
    // Nor put another in the place of one of ours (`vi.mock`): a file before may have loaded what uses it.
    isolate: false,
    // Tests wait often, for leases, for locks, for what is to happen at another node: one more than there are cores keeps
    // them busy. (A share such as 200 % would be cut to one for each.)
    maxWorkers: availableParallelism() + 1,
    // V8 may translate only what is hot for long: it would spend seconds of each process on the databases' WebAssembly.
    execArgv: ['--wasm-tiering-budget=100000000'],
    // A machine that is busy with other things is slow, not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
