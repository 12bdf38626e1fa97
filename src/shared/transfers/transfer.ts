import { z } from 'zod';
import { accountId, deviceId, instant, matchId, transferId } from '../core/ids.ts';
import { transferLimits } from './transferRules.ts';

/** `failed` stands in old rows only: whatever goes wrong on the way, the two can go on from where they were. */
export const transferState = z.enum(['offered', 'accepted', 'refused', 'cancelled', 'completed', 'failed', 'expired']);

/** Why a transfer ended before it was complete. */
export const endReason = z.enum([
  'refused',
  'cancelled_by_sender',
  'cancelled_by_recipient',
  'file_changed',
  'file_vanished',
  'disk_full',
  'bad_data',
  'expired',
]);
export type EndReason = z.infer<typeof endReason>;

/** The transfer key, sealed to one of the recipient's devices (see PROTOCOL.md). */
export const sealedKey = z.strictObject({ deviceId, sealed: z.base64().max(300) });
export type SealedKey = z.infer<typeof sealedKey>;

export const transferOffer = z.strictObject({
  transferId,
  matchId,
  senderDeviceId: deviceId,
  sealedManifest: z.base64().max(Math.ceil(transferLimits.manifestBytes / 3) * 4),
  sealedKeys: z.array(sealedKey).min(1).max(20),
  fileCount: z.int().min(1).max(transferLimits.files),
  totalBytes: z.int().min(0),
});
export type TransferOffer = z.infer<typeof transferOffer>;

/** The key, for devices of the recipient that were not there yet when it was offered. */
export const addedKeys = transferOffer.pick({ transferId: true, sealedKeys: true });

/** A transfer as one of its parties sees it; the names are inside the sealed manifest. */
export const transfer = z.object({
  id: transferId,
  matchId,
  state: transferState,
  isSender: z.boolean(),
  partnerId: accountId,
  senderDeviceId: deviceId,
  recipientDeviceId: deviceId.nullable(),
  fileCount: z.int(),
  totalBytes: z.int(),
  /** Indices of the files the recipient asked for; empty means all. */
  chosenFiles: z.array(z.int()),
  receivedBytes: z.int(),
  endReason: endReason.nullable(),
  createdAt: instant,
  decidedAt: instant.nullable(),
  endedAt: instant.nullable(),
  expiresAt: instant,
});
export type Transfer = z.infer<typeof transfer>;

/** What is fetched apart, once: the sealed manifest and, for the recipient, the keys to it. */
export const sealedOffer = z.object({
  transferId,
  sealedManifest: z.base64(),
  sealedKeys: z.array(sealedKey),
});
export type SealedOffer = z.infer<typeof sealedOffer>;

/** Files by index; none named means all of them. The device is the one that will hold them. */
export const transferAcceptance = z.strictObject({
  transferId,
  deviceId,
  chosenFiles: z.array(z.int().min(0)).max(transferLimits.files).default([]),
});

/** A server that helps two browsers meet; as RTCIceServer. */
const iceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof iceServer>;

/** What a browser needs to build peer connections. */
export const iceSetup = z.object({
  iceServers: z.array(iceServer),
  /** How long the credentials hold from now on; null when none of them ends. */
  lifeMs: z.int().nullable(),
  /** `relay`: whoever asks hides their address, so only relayed candidates are used (RFC 8828 mode 4). */
  transportPolicy: z.enum(['all', 'relay']),
});
export type IceSetup = z.infer<typeof iceSetup>;

/** Which ways there are besides the direct one. */
export const routes = z.object({ turn: z.boolean() });
