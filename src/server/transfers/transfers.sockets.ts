import {
  peerReset,
  peerSignal,
  progressReport,
  qualityReport,
  transferJoin,
  transferLeave,
} from '../../shared/transfers/transfers.sockets.ts';
import type { SocketRegistry } from '../core/socketRegistry.ts';
import type { SignallingService } from './signalling.service.ts';

/** Presence, progress and signalling of transfers. */
export function registerTransferSockets(registry: SocketRegistry, signalling: SignallingService): void {
  registry.command('transfer:join', transferJoin, (from, { transferId }) => signalling.join(from, transferId));
  registry.command('transfer:leave', transferLeave, async (from, { transferId }) => {
    await signalling.leave(from, transferId);
    return null;
  });
  registry.command('transfer:progress', progressReport, async (from, report) => {
    await signalling.progress(from, report);
    return null;
  });
  registry.command('transfer:quality', qualityReport, async (from, report) => {
    signalling.quality(from, report);
    return null;
  });
  registry.command('peer:signal', peerSignal, async (from, signal) => {
    await signalling.signal(from, signal);
    return null;
  });
  registry.command('peer:reset', peerReset, async (from, reset) => {
    await signalling.reset(from, reset);
    return null;
  });
  registry.onDisconnect((connection) => signalling.disconnected(connection));
}
