import type { CommandName } from '../../shared/core/commands.ts';
import type { AccessWorld, Caller, Side } from './accessWorld.ts';
import { accounts, guests, type Outcomes, parties } from './outcomes.ts';

/** One socket command at one of the two doors for sockets. */
interface CommandRow {
  outcomes: Outcomes;
  input(world: AccessWorld, by: Caller): unknown;
  as?: Side;
}

const ofTransfer = async (world: AccessWorld) => ({ transferId: await world.transfer() });
const ofDownload = (_world: AccessWorld, { guest }: Caller) => ({ transferId: guest?.downloadId });
const connection = { connId: 0, epoch: 'an epoch of it' };
const signal = { ...connection, gen: 0, candidate: null };

/** Every command that browsers of accounts may send. */
export const memberCommandRows: Partial<Record<CommandName, CommandRow>> = {
  'conversation:type': {
    outcomes: parties('conversations.not_found', 'ok', 'ok'),
    input: ({ conversationId }) => ({ conversationId }),
  },
  'conversation:read': {
    outcomes: parties('conversations.not_found', 'ok', 'ok'),
    input: ({ conversationId }) => ({ conversationId, seq: 0 }),
  },
  'transfer:join': { outcomes: parties('transfers.not_found', 'ok', 'ok'), input: ofTransfer },
  // Leaving what one has not joined changes nothing, and tells nothing.
  'transfer:leave': { outcomes: accounts('ok'), input: ofTransfer },
  'transfer:progress': {
    outcomes: parties('transfers.not_found', 'ok', 'ok'),
    input: async (world) => ({ ...(await ofTransfer(world)), receivedBytes: 1 }),
  },
  // Of what one has not joined nothing is noted.
  'transfer:quality': {
    outcomes: accounts('ok'),
    input: async (world) => ({
      ...(await ofTransfer(world)),
      ...{ route: null, isRelaying: false, connections: 0, roundTripMs: null },
      ...{ lostShare: null, bytesPerSecond: null, failure: null },
    }),
  },
  'peer:signal': {
    outcomes: parties('transfers.not_found', 'ok', 'ok'),
    input: async (world) => ({ ...(await ofTransfer(world)), ...signal }),
  },
  'peer:reset': {
    outcomes: parties('transfers.not_found', 'ok', 'ok'),
    input: async (world) => ({ ...(await ofTransfer(world)), ...connection }),
  },
};

/** Every command that visitors of a share may send. */
export const visitorCommandRows: Partial<Record<CommandName, CommandRow>> = {
  'transfer:join': { outcomes: guests('ok'), input: ofDownload },
  'transfer:leave': { outcomes: guests('ok'), input: ofDownload },
  'peer:signal': { outcomes: guests('ok'), input: (...of) => ({ ...ofDownload(...of), ...signal }) },
  'peer:reset': { outcomes: guests('ok'), input: (...of) => ({ ...ofDownload(...of), ...connection }) },
};
