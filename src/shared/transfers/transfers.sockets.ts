import { z } from 'zod';
import { type DeviceId, type DownloadId, type TransferId, transferId } from '../core/ids.ts';
import type { Transfer } from './transfer.ts';

/** "I am here for this transfer, on this device": both sides are told when the other is there. */
export const transferJoin = z.strictObject({ transferId });
export const transferLeave = z.strictObject({ transferId });

const connection = {
  transferId,
  /** Which RTCPeerConnection; counts up for the life of `epoch`. */
  connId: z.int().min(0).max(100_000),
  /** Random, one per page life of the offering side: what belongs to another is dropped. */
  epoch: z.string().min(8).max(40),
};

/** Relayed between the two devices of one live transfer, and nowhere else. SDP and candidates are never logged. */
export const peerSignal = z.strictObject({
  ...connection,
  /** ICE generation within the connection: candidates of an older one are dropped. */
  gen: z.int().min(0).max(10_000),
  description: z
    .strictObject({ type: z.enum(['offer', 'answer', 'rollback', 'pranswer']), sdp: z.string().max(64_000) })
    .optional(),
  /** null ends the list (RFC 8838 end-of-candidates). */
  candidate: z
    .strictObject({
      candidate: z.string().max(2000),
      sdpMid: z.string().max(100).nullable().optional(),
      sdpMLineIndex: z.int().min(0).max(100).nullable().optional(),
      usernameFragment: z.string().max(300).nullable().optional(),
    })
    .nullable()
    .optional(),
});
export type PeerSignal = z.infer<typeof peerSignal>;

/** Both drop this connection; the offering side builds the next. */
export const peerReset = z.strictObject({ ...connection });
export type PeerReset = z.infer<typeof peerReset>;

export const progressReport = z.strictObject({
  transferId,
  receivedBytes: z.int().min(0),
  /** Which way the last of them came. */
  route: z.enum(['direct', 'turn', 'relay']).nullish(),
});
export type Progress = z.infer<typeof progressReport>;

/** Which side of a transfer, or of a download of a share, something comes from. */
export type PeerName = DeviceId | DownloadId;

/** How one side's way to the other does at this moment: for the operator's log, and nothing that says where anyone is. */
export const qualityReport = z.strictObject({
  transferId,
  /** Of the peer connections; null while there is none. */
  route: z.enum(['direct', 'turn']).nullable(),
  isRelaying: z.boolean(),
  connections: z.int().min(0).max(100),
  roundTripMs: z.number().min(0).max(600_000).nullable(),
  lostShare: z.number().min(0).max(1).nullable(),
  bytesPerSecond: z.number().min(0).max(1e11).nullable(),
  /** Why no connection can be made, or what there was has ended. */
  failure: z.enum(['unreachable', 'silent', 'internal']).nullable(),
});
export type QualityReport = z.infer<typeof qualityReport>;

export interface TransferAnnouncements {
  'transfer:offered': { transfer: Transfer };
  'transfer:changed': { transfer: Transfer };
  /** To the device that made an offer: one of the recipient's devices cannot open it. */
  'transfer:key-wanted': { transferId: TransferId };
  /** To the recipient: more of their devices can open the offer. */
  'transfer:key-added': { transferId: TransferId };
  /** Whether the other side's device has joined this transfer. */
  'transfer:peer-presence': { transferId: TransferId; isPresent: boolean };
  'peer:signal': PeerSignal & { from: PeerName };
  'peer:reset': PeerReset & { from: PeerName };
}
