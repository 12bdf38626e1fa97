import { z } from 'zod';
import { person } from '../../accounts/account.ts';
import { deviceId, downloadId, instant, type ShareId, shareId } from '../../core/ids.ts';
import { relaySegment, sealedRoot } from '../relay.ts';
import { transferLimits } from '../transferRules.ts';
import { shareLimits } from './shareLimits.ts';

/** The contract of share links; SHARES.md has its rules. */

/** 32 bytes in base64url. */
const secret = z.base64url().length(43);
const sealedManifest = z.base64().max(Math.ceil(transferLimits.manifestBytes / 3) * 4);

/** How a password becomes keys (Argon2id, RFC 9106); the cost is bounded, for a visitor's phone has to pay it. */
export const passwordCost = z.strictObject({
  salt: z.base64url().length(22),
  memoryKib: z
    .int()
    .min(8 * 1024)
    .max(256 * 1024),
  passes: z.int().min(1).max(10),
});
export type PasswordCost = z.infer<typeof passwordCost>;

/** [S2] [S3] What the server keeps of a password: nothing that opens anything. */
export const sharePassword = passwordCost.extend({ wrappedKey: z.base64().max(120), accessToken: secret });
export type SharePassword = z.infer<typeof sharePassword>;

export const newShare = z.strictObject({
  shareId,
  deviceId,
  sealedManifest,
  fileCount: z.int().min(1).max(transferLimits.files),
  totalBytes: z.int().min(0),
  lifeMs: z.int().min(shareLimits.shortestLifeMs).max(shareLimits.longestLifeMs),
  /** null: as many as come while it lives. */
  mostDownloads: z.int().min(1).max(shareLimits.mostDownloads).nullable(),
  /** Whether the owner's device also sends straight to visitors while it is there. */
  isDirect: z.boolean(),
  password: sharePassword.nullable(),
});
export type NewShare = z.infer<typeof newShare>;

export const shareEnd = z.enum(['expired', 'revoked', 'used_up']);
export type ShareEnd = z.infer<typeof shareEnd>;

/** A share as its owner sees it; names and key are known to the device that made it. */
export const share = z.object({
  id: shareId,
  deviceId,
  fileCount: z.int(),
  totalBytes: z.int(),
  /** Of `totalBytes`, whole in the relay. */
  uploadedBytes: z.int(),
  mostDownloads: z.int().nullable(),
  /** Verified by those who took them. */
  downloads: z.int(),
  /** Under way now. */
  openDownloads: z.int(),
  hasPassword: z.boolean(),
  isDirect: z.boolean(),
  /** null while it lives. */
  ended: shareEnd.nullable(),
  createdAt: instant,
  expiresAt: instant,
});
export type Share = z.infer<typeof share>;

export const shareQuestion = z.strictObject({ shareId });
/** Asked by POST: an access token never stands in an address, which logs on the way would keep. */
export const shareUnlocking = z.strictObject({ shareId, accessToken: secret });

/** What anyone with the link may know of a share before taking it. */
export const shareFacts = z.object({
  id: shareId,
  from: person,
  fileCount: z.int(),
  totalBytes: z.int(),
  uploadedBytes: z.int(),
  /** null: without a limit. */
  downloadsLeft: z.int().nullable(),
  isDirect: z.boolean(),
  /** What a password is to be stretched with; null where none is asked for. */
  password: passwordCost.nullable(),
  expiresAt: instant,
});
export type ShareFacts = z.infer<typeof shareFacts>;

/** With the sealed part, once the access token was right or where none is needed. */
export const openShare = z.object({
  facts: shareFacts,
  sealed: z.object({ sealedManifest: z.base64(), wrappedKey: z.base64().nullable() }).nullable(),
});
export type OpenShare = z.infer<typeof openShare>;

/** Begins a download; both are made by the visitor's browser, so that saying it twice does it once. */
export const downloadStart = z.strictObject({
  shareId,
  accessToken: secret.nullable().default(null),
  downloadId,
  token: secret,
  /** The page knows that its visitor hides their address, even where their session has run out meanwhile. */
  hidesAddress: z.boolean().default(false),
});
export type DownloadStart = z.infer<typeof downloadStart>;

/** How a download stands, for the visitor who holds its token. */
export const download = z.object({
  id: downloadId,
  shareId,
  /** The files were verified, and it has been counted. */
  isComplete: z.boolean(),
  /** Of the share, in the relay. */
  segments: z.array(relaySegment),
  roots: z.array(sealedRoot),
  uploadedBytes: z.int(),
  totalBytes: z.int(),
  isDirect: z.boolean(),
  /** Its visitor goes through relays only. */
  hidesAddress: z.boolean(),
  expiresAt: instant,
});
export type Download = z.infer<typeof download>;

/** Of a share some visitor is here (or gone): the host may send. */
export const shareVisitor = z.object({ shareId, downloadId, isHere: z.boolean() });
export type ShareVisitor = z.infer<typeof shareVisitor>;

export interface ShareAnnouncements {
  /** To the owner's account: made, uploaded further, taken, ended. */
  'share:changed': { share: Share };
  /** To the device that made the share. */
  'share:visitor': ShareVisitor;
  /** To every open download of it. */
  'share:ended': { shareId: ShareId; ended: ShareEnd };
}
