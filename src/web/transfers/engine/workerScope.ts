import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { EngineReport } from './engineReport.ts';
import { wireOfPort } from './portChannel.ts';
import type { RelayNews, RelayWord } from './relayLine.ts';
import { type WireChannel, type WireListener, wireOf } from './wireChannel.ts';

/** What passes between the page and the worker that runs one side of a transfer. */

export interface StartMessage {
  kind: 'start';
  transferId: string;
  transferKey: Uint8Array;
  sealedAs: string;
  manifest: Manifest;
  chosenFiles: number[];
  expiresAt: string;
  /** Only for a sender: how many connections pay at most, and the files at hand. */
  mostConnections: number;
  files: [index: number, file: File][];
  isUpload: boolean;
  /** Dates of files of which the person has said that they are the ones all the same. */
  trustedDates: number[];
  /** Only for a receiver who is one of several. */
  visit: { headers: Record<string, string> } | null;
}

/** What the page knows and the worker cannot. */
export interface Surroundings {
  isPeerPresent: boolean;
  /** The person lets the relay be used. */
  mayRelay: boolean;
  /** The person leaves the files to the relay. */
  isLeft: boolean;
  /** On mobile data, which the person wants to save. */
  waitsForWifi: boolean;
}

export type ToWorker =
  | StartMessage
  | { kind: 'channels'; connId: number; control: RTCDataChannel | MessagePort; data: RTCDataChannel | MessagePort }
  | { kind: 'max-message-size'; connId: number; bytes: number }
  | { kind: 'link-closed'; connId: number }
  | { kind: 'files'; files: [index: number, file: File][] }
  | { kind: 'trust' }
  | { kind: 'relay'; news: RelayNews }
  | { kind: 'session-renewed' }
  | { kind: 'surroundings'; surroundings: Surroundings }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'cancel'; reason: EndReason }
  | { kind: 'close' };

export type FromWorker =
  /** It listens: channels may be made now. */
  | { kind: 'up' }
  | { kind: 'report'; report: EngineReport }
  | { kind: 'connections'; count: number }
  | { kind: 'stalled' }
  | { kind: 'relay'; word: RelayWord }
  | { kind: 'renew-session' }
  | { kind: 'failed'; message: string }
  | { kind: 'closed' };

/** The two channels of a connection, opened for listening once the engine knows who listens. */
export interface EngineChannels {
  control(listener: WireListener): WireChannel;
  data(listener: WireListener): WireChannel;
}

export function channelsOf(message: ToWorker & { kind: 'channels' }): EngineChannels {
  const open = (channel: RTCDataChannel | MessagePort, listener: WireListener) =>
    channel instanceof MessagePort ? wireOfPort(channel, listener) : wireOf(channel, listener);
  return {
    control: (listener) => open(message.control, listener),
    data: (listener) => open(message.data, listener),
  };
}

/** The worker's own end, as far as it is used: the compiler's DOM types take `self` for a window. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}
