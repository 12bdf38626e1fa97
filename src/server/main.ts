import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Server as TlsServer } from 'node:tls';
import { readFigures } from './adapters/processFigures.ts';
import { joinNodes } from './adapters/redis/nodes.ts';
import { buildApp } from './app.ts';
import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { atMost } from './core/atMost.ts';
import { makeReadiness } from './core/readiness.ts';
import { seedDemo } from './demo.ts';
import { longestDrainMs, prepareDrain } from './drain.ts';
import { endInWords } from './endInWords.ts';
import { type Ending, makeEnd } from './endOnSignal.ts';
import { watchJobs } from './jobs/jobFigures.ts';
import { requireWell, type Work } from './jobs/worker.ts';
import { followNetwork } from './lan/followNetwork.ts';
import { localCertificate } from './lan/localCertificate.ts';
import { listensEverywhere, printAddresses, printMove } from './lan/printAddresses.ts';
import { openAdapters, packageRoot } from './openAdapters.ts';
import { makeSampler } from './operator/sampler.ts';
import { readinessChecksOf } from './readinessChecks.ts';
import { watchStores } from './storeFigures.ts';
import { buildWorkerApp } from './workerApp.ts';

/** Reads the settings, composes, listens, and ends in order when asked to. */
async function main(): Promise<void> {
  const config = readConfig();
  const standing = await openAdapters(config);
  const { adapters, meters, database, redis, fanout } = standing;
  const { log } = adapters;
  const nodes = redis && joinNodes(redis, log);
  const services = compose(adapters);
  watchJobs(meters, services.jobs);
  watchStores(meters, { ...adapters, pool: database.pool, poolLimit: config.databasePool });
  const isWorker = config.role === 'worker';
  const demoLogins = config.demo && !isWorker ? await seedDemo(services) : [];
  const https = config.lan && !isWorker ? await localCertificate(config.dataDir) : undefined;
  let work: Work | null = null;
  const checks = [...readinessChecksOf(adapters), ...(nodes ? [nodes.readinessCheck] : [])];
  if (isWorker) checks.push({ name: 'jobs', check: async () => requireWell(work), isRequired: true });
  const shown = {
    readiness: makeReadiness(checks),
    metrics: { token: config.metricsToken, ...meters },
    ...(nodes ? { socketAdapter: nodes.socketAdapter } : {}),
  };
  const { readiness } = shown;
  const buildWeb = async () =>
    buildApp({
      ...shown,
      services,
      adapters,
      publicOrigins: config.publicOrigins,
      trustProxy: config.trustProxy,
      requiresHttps: config.environment === 'production',
      webFolder: join(packageRoot, 'dist/web'),
      https,
    });
  const { app, io, doors } = isWorker ? buildWorkerApp(shown) : await buildWeb();
  fanout.attach(io);
  nodes?.healOnReturn({ io, doors, restoreLiveState: services.restoreLiveState });
  // Nobody is sent to a worker, so nobody has to notice that it ends.
  const noticeMs = isWorker ? 0 : config.drainMs;
  const drain = prepareDrain({ app, io, readiness, log, noticeMs });
  await app.listen({ host: config.host, port: config.port });
  const { port } = app.server.address() as AddressInfo;
  const served = { host: config.host, port, isHttps: Boolean(https), demoLogins };
  const unfollow =
    https && listensEverywhere(config.host)
      ? followNetwork({
          server: app.server as unknown as TlsServer,
          certificate: https,
          dataDir: config.dataDir,
          onMove: () => printMove(served),
          onFault: (error) => log.warn({ err: error }, 'no certificate for another network'),
        })
      : () => {};
  const stopSampling = makeSampler({
    ...adapters,
    name: `${hostname()}:${config.port}`,
    read: () => readFigures(meters),
  }).start();
  const stopTimers = isWorker ? () => {} : services.startTimers();
  if (config.role !== 'web') work = services.startWorking({ isAlone: !config.databaseUrl });
  ending = {
    limitMs: longestDrainMs(noticeMs) + CLOSE_LIMIT_MS,
    async close() {
      await Promise.all([drain(), work?.stop()]);
      stopSampling();
      stopTimers();
      unfollow();
      await app.close();
      // Whoever asked for a link has been told that it is on its way.
      await atMost(MAIL_LIMIT_MS, services.accounts.passwordResets.settled());
      nodes?.close();
      await standing.close();
    },
  };
  for (const username of await services.operator.unclaimed()) {
    log.warn(
      { username },
      'OPERATORS names someone who has no account yet: whoever registers that name sees the operator’s screen',
    );
  }
  // Whoever reads that it is ready may ask it to end.
  if (isWorker) log.info({ port: config.port }, 'worker is ready');
  else printAddresses(served);
}

const CLOSE_LIMIT_MS = 10_000;
/** A mail server that does not answer must not keep the database from being closed in order. */
const MAIL_LIMIT_MS = 5000;

/** What is to be brought to an end when the process is asked to end: nothing, until it serves. */
let ending: Ending = { limitMs: 0, close: async () => {} };

const end = makeEnd(
  () => ending,
  (code) => process.exit(code),
);
process.on('SIGINT', end);
process.on('SIGTERM', end);
main().catch(endInWords);
