import { BlockLedger } from './blockLedger.ts';
import { runEngine } from './engineRunner.ts';
import { makeIdbSink } from './idbSink.ts';
import { openLedger } from './ledgerDb.ts';
import { newEntry } from './ledgerEntry.ts';
import { hasOpfs, makeOpfsSink } from './opfsSink.ts';
import { receivedPlaces } from './receivedPlaces.ts';
import { ReceiveEngine } from './receiveEngine.ts';
import { makeRelayLine } from './relayLine.ts';
import { makeSeals } from './sealing.ts';
import type { WorkerScope } from './workerScope.ts';

const scope = self as unknown as WorkerScope;
const relay = makeRelayLine((message) => scope.postMessage(message));

runEngine<ReceiveEngine>(scope, {
  async start(message, reportNow) {
    const { transferId, manifest } = message;
    const db = await openLedger();
    const entry = newEntry('receiver', message, (await hasOpfs()) ? 'packed' : 'idb');
    const ledger = await BlockLedger.open(db, entry);
    const sizeOf = (file: number) => manifest.files[file]!.sizeBytes;
    const sink =
      ledger.sink === 'idb'
        ? makeIdbSink(db, entry.ledgerId, sizeOf)
        : await makeOpfsSink(transferId, receivedPlaces(manifest, ledger.sink));
    const seals = await makeSeals(message.transferKey, message.sealedAs);
    const now = () => performance.now();
    return ReceiveEngine.start({
      ...message,
      seals,
      ledger,
      sink,
      relay,
      now,
      onEnded: reportNow,
      onChange: reportNow,
    });
  },

  tick(engine) {
    engine.tick(performance.now());
    if (engine.isSilent(performance.now())) scope.postMessage({ kind: 'stalled' });
  },

  other(engine, message) {
    if (message.kind === 'relay') engine.heardOfRelay(message.news);
    if (message.kind === 'surroundings') engine.setSurroundings(message.surroundings);
    if (message.kind === 'session-renewed') relay.renewed();
  },
});
