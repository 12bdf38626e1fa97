import { PROTOCOL_VERSION } from '../../../shared/transfers/control.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import type { PeerSignalling } from '../../../web/transfers/engine/channelPair.ts';
import { makePeerLinks } from '../../../web/transfers/engine/peerLinks.ts';
import { makeSeals } from '../../../web/transfers/engine/sealing.ts';
import { encodeFrame } from '../../encodeFrame.ts';
import { noIce } from '../noIce.ts';

/** A peer that speaks the protocol until `ready`, then misbehaves in one of these ways. */
export type Misdeed =
  | 'garbage frame'
  | 'text on the data channel'
  | 'block of another file'
  | 'block beyond the end'
  | 'block of the wrong length'
  | 'unsealed bytes'
  | 'block sealed for another place'
  | 'garbage control'
  | 'wrong root'
  | 'ack of what was not sent'
  | 'claim of blocks that are not'
  | 'verified of another file'
  | 'nothing at all';

export interface HostileParts {
  role: 'sender' | 'receiver';
  misdeed: Misdeed;
  transferId: string;
  transferKey: Uint8Array;
  manifest: Manifest;
  signalling: PeerSignalling;
  /** What the other side said on the control channel. */
  onHeard(message: { t: string; reason?: string }): void;
}

export function makeHostilePeer({
  role,
  misdeed,
  transferId,
  transferKey,
  manifest,
  signalling,
  onHeard,
}: HostileParts) {
  return makePeerLinks({
    role: role === 'sender' ? 'offering' : 'answering',
    signalling,
    ice: noIce,
    onMaxMessageSize: () => {},
    onLinkState: () => {},
    onUnreachable: () => {},
    onChannels({ control, data }) {
      const say = (message: object) => control.send(JSON.stringify(message));
      const hello = {
        t: 'hello',
        version: PROTOCOL_VERSION,
        transferId,
        role,
        epoch: crypto.randomUUID(),
        paused: null,
      };
      let hasActed = false;
      control.onopen = () => say(hello);
      control.onmessage = async ({ data: text }: MessageEvent<string>) => {
        const message = JSON.parse(text);
        onHeard(message);
        if (message.t === 'need') return sendBadBlock();
        const isTime = role === 'sender' ? message.t === 'ready' : message.t === 'hello';
        if (!isTime || hasActed) return;
        hasActed = true;
        if (role === 'receiver') say({ t: 'ready', epoch: crypto.randomUUID(), creditBytes: 4_000_000 });
        await misdeeds[misdeed]();
      };

      let seq = 0;
      const sizeBytes = manifest.files[0]!.sizeBytes;
      const blockCount = Math.ceil(sizeBytes / 262_144);
      const sealedBytes = Math.min(sizeBytes, 262_144) + SEAL_OVERHEAD_BYTES;

      function sendSealed(sealed: Uint8Array, place: { file?: number; block?: number } = {}) {
        for (let offsetBytes = 0; offsetBytes < sealed.byteLength; offsetBytes += 60_000) {
          const header = { file: 0, block: 0, ...place, offsetBytes, sealedBytes: sealed.byteLength, seq: seq++ };
          data.send(encodeFrame(header, sealed.subarray(offsetBytes, offsetBytes + 60_000)));
        }
      }

      function sendBadBlock() {
        sendSealed(new Uint8Array(sealedBytes).fill(7));
      }

      const misdeeds: Record<Misdeed, () => unknown> = {
        'garbage frame': () => data.send(crypto.getRandomValues(new Uint8Array(5000))),
        'text on the data channel': () => data.send('hello there'),
        'block of another file': () => sendSealed(new Uint8Array(sealedBytes), { file: 77 }),
        'block beyond the end': () => sendSealed(new Uint8Array(sealedBytes), { block: blockCount }),
        'block of the wrong length': () => sendSealed(new Uint8Array(sealedBytes + 1)),
        'unsealed bytes': sendBadBlock,
        'block sealed for another place': async () => {
          const seals = await makeSeals(transferKey, transferId);
          const plain = new Uint8Array(Math.min(sizeBytes, 262_144));
          const { sealed } = await seals.sealBlock({ file: 0, block: 1, blockCount }, plain);
          sendSealed(sealed);
        },
        'garbage control': () => control.send('{"t":"sudo"}'),
        'wrong root': async () => {
          const seals = await makeSeals(transferKey, transferId);
          for (let block = 0; block < blockCount; block++) {
            const plain = new Uint8Array(Math.min(262_144, sizeBytes - block * 262_144));
            const { sealed } = await seals.sealBlock({ file: 0, block, blockCount }, plain);
            sendSealed(sealed, { block });
          }
          say({ t: 'file-end', roots: [[0, await seals.sealRoot(0, new Uint8Array(32))]] });
        },
        'ack of what was not sent': () => say({ t: 'ack', receivedBytes: 1e12, creditBytes: 2e12, blocks: [] }),
        'claim of blocks that are not': () => say({ t: 'have', blocks: [[0, blockCount, 1]] }),
        'verified of another file': () => say({ t: 'verified', files: [[70, 1]] }),
        'nothing at all': () => {},
      };
    },
  });
}
