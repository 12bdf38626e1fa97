import { BlockLedger } from './blockLedger.ts';
import { runEngine } from './engineRunner.ts';
import { ledgerIdOf, openLedger } from './ledgerDb.ts';
import { newEntry } from './ledgerEntry.ts';
import { makeRelayLine } from './relayLine.ts';
import { makeSeals } from './sealing.ts';
import { SendEngine } from './sendEngine.ts';
import type { WorkerScope } from './workerScope.ts';

const scope = self as unknown as WorkerScope;
const relay = makeRelayLine((message) => scope.postMessage(message));

runEngine<SendEngine>(scope, {
  async start(message, reportNow) {
    const db = await openLedger();
    const { transferId, sealedAs } = message;
    // To a visitor of a share goes what was hashed for its upload.
    const hashesFrom = sealedAs === transferId ? undefined : ledgerIdOf('sender', sealedAs);
    const ledger = await BlockLedger.open(db, newEntry('sender', message, 'opfs'), hashesFrom);
    const seals = await makeSeals(message.transferKey, sealedAs);
    const now = () => performance.now();
    const engine = new SendEngine({ ...message, seals, ledger, relay, now, onEnded: reportNow, onChange: reportNow });
    await engine.provide(message.files);
    return engine;
  },

  tick(engine) {
    const { count, isStalled } = engine.tick(performance.now());
    scope.postMessage({ kind: 'connections', count });
    if (isStalled) scope.postMessage({ kind: 'stalled' });
  },

  other(engine, message) {
    if (message.kind === 'relay') engine.heardOfRelay(message.news);
    if (message.kind === 'surroundings') engine.setSurroundings(message.surroundings);
    if (message.kind === 'session-renewed') relay.renewed();
    if (message.kind === 'files') void engine.provide(message.files);
    if (message.kind === 'trust') engine.trustDoubted();
    if (message.kind === 'max-message-size') engine.setMaxMessageBytes(message.connId, message.bytes);
  },
});
