import { peerReset, peerSignal, transferJoin, transferLeave } from '../../../shared/transfers/transfers.sockets.ts';
import type { SocketRegistry } from '../../core/socketRegistry.ts';
import type { SignallingService } from '../signalling.service.ts';
import type { VisitorConnection, Visitors } from './visitors.ts';

/** [S10] What a visitor's socket may ask: to meet the host, and nothing else. */
export function registerShareSockets(
  registry: SocketRegistry<VisitorConnection>,
  { signalling, visitors }: { signalling: SignallingService; visitors: Visitors },
): void {
  registry.command('transfer:join', transferJoin, (from, { transferId }) => signalling.join(from, transferId));
  registry.command('transfer:leave', transferLeave, async (from, { transferId }) => {
    await signalling.leave(from, transferId);
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
  registry.onConnect(async (visitor) => visitors.came(visitor));
  registry.onDisconnect(async (visitor) => {
    visitors.went(visitor);
    await signalling.disconnected(visitor);
  });
}
