/** The reference of the benches: bytes from memory over one plain data channel, as fast as it takes them. */
export interface RawBlast {
  offer(): Promise<string>;
  answer(offer: string): Promise<string>;
  accept(answer: string): Promise<void>;
  isOpen(): boolean;
  /** Sends so many bytes; resolves when the channel has taken them all. Tells when it began. */
  blast(bytes: number): Promise<number>;
  /** Resolves with the time at which so many bytes had come. */
  received(bytes: number): Promise<number>;
}

declare global {
  interface Window {
    rawBlast: RawBlast;
  }
}

const MESSAGE_BYTES = 64 * 1024;
const HIGH_BYTES = 8 * 1024 * 1024;
const LOW_BYTES = 1024 * 1024;

const connection = new RTCPeerConnection();
const channel = connection.createDataChannel('raw', { negotiated: true, id: 0 });
channel.binaryType = 'arraybuffer';
channel.bufferedAmountLowThreshold = LOW_BYTES;
let receivedBytes = 0;
let wantedBytes = Number.POSITIVE_INFINITY;
let onAll = (_atMs: number) => {};
channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
  receivedBytes += data.byteLength;
  if (receivedBytes >= wantedBytes) onAll(Date.now());
};

async function gathered(): Promise<string> {
  if (connection.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      connection.onicegatheringstatechange = () => connection.iceGatheringState === 'complete' && resolve();
    });
  }
  return connection.localDescription!.sdp;
}

window.rawBlast = {
  async offer() {
    await connection.setLocalDescription();
    return gathered();
  },
  async answer(offer) {
    await connection.setRemoteDescription({ type: 'offer', sdp: offer });
    await connection.setLocalDescription();
    return gathered();
  },
  accept: (answer) => connection.setRemoteDescription({ type: 'answer', sdp: answer }),
  isOpen: () => channel.readyState === 'open',
  async blast(bytes) {
    const beganAtMs = Date.now();
    const message = crypto.getRandomValues(new Uint8Array(MESSAGE_BYTES));
    for (let sent = 0; sent < bytes; sent += MESSAGE_BYTES) {
      if (channel.bufferedAmount > HIGH_BYTES) {
        await new Promise<void>((resolve) => {
          channel.onbufferedamountlow = () => resolve();
        });
      }
      channel.send(message);
    }
    return beganAtMs;
  },
  received(bytes) {
    return new Promise((resolve) => {
      wantedBytes = bytes;
      onAll = resolve;
      if (receivedBytes >= bytes) resolve(Date.now());
    });
  },
};
