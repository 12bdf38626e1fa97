import { Server } from '@tus/server';
import { ERRORS, type Locker, TUS_RESUMABLE } from '@tus/utils';
import { DomainError, errorKinds, type WireError } from '../../../shared/core/errors.ts';
import type { AccountId, SegmentId } from '../../../shared/core/ids.ts';
import { RELAY_PATH, relayLimits, SEALED_BLOCK_BYTES, segmentMetadata } from '../../../shared/transfers/relay.ts';
import type { Log } from '../../core/ports.ts';
import { statusOfKind, toWireError } from '../../core/wireError.ts';
import { SegmentStore } from './segmentStore.ts';
import { LOCK_WAIT_MS, type SegmentsService } from './segments.service.ts';
import type { Release, UploadLocks } from './uploadLocks.port.ts';

/** Who is at the door, and for which segment; none when one is begun. */
export interface Asker {
  accountId: AccountId;
  segmentId?: SegmentId;
}

export interface TusDoorParts {
  segments: SegmentsService;
  locks: UploadLocks;
  log: Log;
}

/** A request that another one has taken the lock from may write for so long. */
const DRAIN_MS = 100;

/** The resumable upload protocol (tus 1.0) over segments. Whoever calls has authorised the asker. */
export function makeTusDoor({ segments, locks, log }: TusDoorParts) {
  const askers = new WeakMap<Request, Asker>();
  const datastore = new SegmentStore(segments);
  const tus = new Server({
    path: RELAY_PATH,
    relativeLocation: true,
    datastore,
    locker: lockerOver(locks, (id) => datastore.untilWritten(id)),
    lockDrainTimeout: DRAIN_MS,
    maxSize: relayLimits.blocksPerSegment * SEALED_BLOCK_BYTES,
    allowedOrigins: () => false,
    getFileIdFromRequest: (request) => askers.get(request)?.segmentId,
    namingFunction: (_request, metadata) => segmentMetadata.parse(metadata).segmentId,
    onUploadCreate: async (request, { metadata, size }) => {
      const asker = askers.get(request);
      if (!asker || size === undefined) throw new DomainError('request.invalid');
      await segments.open({ ...segmentMetadata.parse(metadata), sizeBytes: size }, asker.accountId);
      return {};
    },
    onResponseError: (_request, thrown) => {
      const { status, error } = refusalOf(thrown, log);
      return { status_code: status, body: JSON.stringify({ error }) };
    },
  });
  return async (request: Request, asker: Asker): Promise<Response> => {
    if (!speaksTus(request)) return wrongVersion();
    askers.set(request, asker);
    return tus.handleWeb(request);
  };
}

const speaksTus = ({ method, headers }: Request) =>
  method === 'OPTIONS' || headers.get('tus-resumable') === TUS_RESUMABLE;

/** As the protocol asks, and its server does not do: 412, and which version would do. */
function wrongVersion(): Response {
  const headers = { 'tus-resumable': TUS_RESUMABLE, 'tus-version': TUS_RESUMABLE };
  return Response.json({ error: { code: 'request.invalid', kind: 'invalid' } }, { status: 412, headers });
}

/** When a connection breaks, tus gives the lock back at once, while what came before is still being written. */
function lockerOver(locks: UploadLocks, untilWritten: (id: string) => Promise<void>): Locker {
  return {
    newLock: (id) => {
      let release: Release | undefined;
      return {
        lock: async (signal, onWanted) => {
          const wanted = { onWanted: () => void onWanted(), waitMs: LOCK_WAIT_MS, signal };
          release = await locks.acquire(id as SegmentId, wanted);
        },
        unlock: async () => {
          await untilWritten(id);
          await release?.();
        },
      };
    },
  };
}

const codeOfTusStatus: Record<number, keyof typeof errorKinds> = {
  404: 'relay.not_found',
  409: 'relay.wrong_offset',
  413: 'request.too_large',
};

/** tus throws plain objects for what its protocol forbids; those keep their status. */
function refusalOf(refused: Error | { status_code: number }, log: Log): { status: number; error: WireError } {
  // Another request wanted the lock, or the connection is gone; to whoever is still there: try again.
  const thrown = refused === ERRORS.ABORTED ? new DomainError('relay.busy') : refused;
  if ('status_code' in thrown && thrown.status_code !== ERRORS.UNKNOWN_ERROR.status_code) {
    const code = codeOfTusStatus[thrown.status_code] ?? 'request.invalid';
    return { status: thrown.status_code, error: { code, kind: errorKinds[code] } };
  }
  const error = toWireError(thrown, log);
  return { status: statusOfKind[error.kind], error };
}
