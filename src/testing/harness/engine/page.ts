import type { Manifest } from '../../../shared/transfers/manifest.ts';
import {
  deleteTransfer,
  type HeldTransfer,
  leaveWhole,
  listTransfers,
  sweepExpired,
} from '../../../web/transfers/engine/ledger.ts';
import { getFile } from '../../../web/transfers/engine/receivedBytes.ts';
import { makeReceiveSession } from '../../../web/transfers/engine/receiveSession.ts';
import type { RelayDesk } from '../../../web/transfers/engine/relayLine.ts';
import { makeSendSession, type SendSession } from '../../../web/transfers/engine/sendSession.ts';
import { watchSession } from '../../../web/transfers/engine/sessionChannel.ts';
import type { Thrift, TransferSession } from '../../../web/transfers/engine/sessionParts.ts';
import type { SessionSnapshot } from '../../../web/transfers/engine/sessionState.ts';
import { type StorageRoom, storageRoom } from '../../../web/transfers/engine/storageRoom.ts';
import { noIce } from '../noIce.ts';
import { type Envelope, makeDriverSignalling } from './driverSignalling.ts';
import { type Misdeed, makeHostilePeer } from './hostile.ts';

export interface StartOptions {
  transferId: string;
  key: number[];
  manifest: Manifest;
  chosenFiles?: number[];
  expiresAt?: string;
  /** Start without the files, as a sender does after a reload. */
  withoutFiles?: boolean;
}

export interface EngineHarness {
  /** What the chosen files are, as a sender offers them. */
  describe(): Manifest;
  send(options: StartOptions): void;
  receive(options: StartOptions): void;
  /** Instead of an engine: a peer that misbehaves. */
  misbehave(role: 'sender' | 'receiver', misdeed: Misdeed, options: StartOptions): void;
  /** What a misbehaving peer was told. */
  heard(): { t: string; reason?: string }[];
  /** Hands over what is in the file input now, from this index on. */
  provide(fromIndex?: number): void;
  trust(): void;
  watch(role: 'sender' | 'receiver', transferId: string): void;
  snapshot(): SessionSnapshot | null;
  watched(): SessionSnapshot | null;
  /** Every state passed through, in order, and when (Unix time). */
  states(): { state: SessionSnapshot['state']; atMs: number }[];
  pause(): void;
  resume(): void;
  cancel(): void;
  close(): Promise<void>;
  /** SHA-256 over the SHA-256 of each MiB of a received file, so that no file need fit in memory. */
  digest(transferId: string, index: number): Promise<string>;
  file(transferId: string, index: number): Promise<{ name: string; size: number; type: string }>;
  held(): Promise<HeldTransfer[]>;
  forget(transferId: string, role: 'sender' | 'receiver'): Promise<void>;
  sweep(nowMs: number): Promise<void>;
  leaveWhole(transferId: string): Promise<number[] | null>;
  room(bytes: number): Promise<StorageRoom>;
  deliver(envelope: Envelope): void;
  presence(isPresent: boolean): void;
  /** On mobile data that is to be saved, or no longer. */
  waitForWifi(isWaiting: boolean): void;
  /** Drops every peer connection of this page, as a dead network would. */
  killConnections(): number;
}

declare global {
  interface Window {
    engine: EngineHarness;
    toOther(envelope: Envelope): Promise<boolean>;
  }
}

const signalling = makeDriverSignalling((envelope) => window.toOther(envelope));
const input = document.querySelector<HTMLInputElement>('#files')!;
let session: TransferSession | null = null;
let snapshot: SessionSnapshot | null = null;
let watched: SessionSnapshot | null = null;
/** These pages meet without a server. */
const noRelayDesk: RelayDesk = { say() {}, renewSession: async () => {}, onNews: () => () => {} };
const states: ReturnType<EngineHarness['states']> = [];

let waitsForWifi = false;
const thriftHandlers = new Set<() => void>();
const thrift: Thrift = {
  mayRelay: () => false,
  waitsForWifi: () => waitsForWifi,
  onChange(handler) {
    thriftHandlers.add(handler);
    return () => thriftHandlers.delete(handler);
  },
};

const heard: { t: string; reason?: string }[] = [];

const connections = new Set<RTCPeerConnection>();
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.add(this);
  }
};

function onState(next: SessionSnapshot) {
  if (snapshot?.state !== next.state) states.push({ state: next.state, atMs: Date.now() });
  snapshot = next;
}

function partsOf({ transferId, key, manifest, chosenFiles = [], expiresAt }: StartOptions) {
  return {
    transferId,
    transferKey: new Uint8Array(key),
    sealedAs: transferId,
    manifest,
    chosenFiles,
    signalling,
    relayDesk: noRelayDesk,
    thrift,
    isLeft: false,
    ice: noIce,
    onState,
    expiresAt: expiresAt ?? new Date(Date.now() + 3_600_000).toISOString(),
  };
}

window.engine = {
  describe: () => ({
    version: 1,
    files: [...input.files!].map(({ name, size, type, lastModified }) => ({
      name,
      sizeBytes: size,
      type,
      lastModifiedMs: lastModified,
    })),
  }),
  send(options) {
    const files = options.manifest.files.map((_, index) =>
      options.withoutFiles ? null : (input.files![index] ?? null),
    );
    session = makeSendSession({ ...partsOf(options), files });
  },
  receive(options) {
    session = makeReceiveSession(partsOf(options));
  },
  misbehave(role, misdeed, { transferId, key, manifest }) {
    const transferKey = new Uint8Array(key);
    const onHeard = (message: { t: string; reason?: string }) => heard.push(message);
    makeHostilePeer({ role, misdeed, transferId, transferKey, manifest, signalling, onHeard });
  },
  heard: () => heard,
  provide(fromIndex = 0) {
    (session as SendSession).provideFiles([...input.files!].map((file, n) => [fromIndex + n, file]));
  },
  trust: () => (session as SendSession).trustFiles(),
  watch(role, transferId) {
    watchSession(role, transferId, (next) => {
      watched = next;
    });
  },
  snapshot: () => snapshot,
  watched: () => watched,
  states: () => states,
  pause: () => session!.pause(),
  resume: () => session!.resume(),
  cancel: () => session!.cancel(),
  close: async () => session?.close(),
  async digest(transferId, index) {
    const file = await getFile(transferId, index);
    const hashes: Uint8Array[] = [];
    for (let from = 0; from < file.size; from += 1 << 20) {
      const bytes = await file.slice(from, from + (1 << 20)).arrayBuffer();
      hashes.push(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    }
    const all = await new Blob(hashes as BlobPart[]).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  async file(transferId, index) {
    const { name, size, type } = await getFile(transferId, index);
    return { name, size, type };
  },
  held: listTransfers,
  forget: deleteTransfer,
  sweep: sweepExpired,
  leaveWhole,
  room: storageRoom,
  deliver: signalling.deliver,
  presence: signalling.presence,
  waitForWifi(isWaiting) {
    waitsForWifi = isWaiting;
    for (const handle of thriftHandlers) handle();
  },
  killConnections() {
    const alive = [...connections].filter(({ connectionState }) => connectionState !== 'closed');
    for (const connection of alive) connection.close();
    connections.clear();
    return alive.length;
  },
};
