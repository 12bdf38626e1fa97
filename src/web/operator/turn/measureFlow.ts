import type { TurnTrial } from '../../../shared/operator/operator.ts';
import { type CandidateError, iceServerOf } from './gather.ts';

export interface Flow {
  bytesPerSecond: number;
  roundTripMs: number;
}

const CONNECT_LIMIT_MS = 12_000;
const ANSWER_LIMIT_MS = 5000;
const MEASURE_MS = 3000;
const PINGS = 5;
const CHUNK = new Uint8Array(16 * 1024);
const MOST_BUFFERED = 1024 * 1024;

/** Two peer connections of this page meet through the TURN server and nowhere else; no flow when they do not. */
export async function measureFlow(
  trial: TurnTrial,
  signal: AbortSignal,
): Promise<{ flow: Flow | null; errors: CandidateError[] }> {
  const configuration: RTCConfiguration = { iceServers: [iceServerOf(trial)], iceTransportPolicy: 'relay' };
  const [near, far] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  const errors: CandidateError[] = [];
  for (const one of [near, far]) {
    one.addEventListener('icecandidateerror', ({ errorCode: code, errorText: text }) => errors.push({ code, text }));
  }
  try {
    const channels = await connect(near, far, signal);
    if (!channels) return { flow: null, errors };
    const roundTripMs = await medianRoundTrip(channels, signal);
    if (roundTripMs === null) return { flow: null, errors };
    return { flow: { roundTripMs, bytesPerSecond: await rateOf(channels, signal) }, errors };
  } finally {
    near.close();
    far.close();
  }
}

type Channels = { near: RTCDataChannel; far: RTCDataChannel };

async function connect(near: RTCPeerConnection, far: RTCPeerConnection, signal: AbortSignal): Promise<Channels | null> {
  passCandidates(near, far);
  passCandidates(far, near);
  const channel = near.createDataChannel('check');
  const opened = new Promise<Channels>((resolve) => {
    far.addEventListener('datachannel', (event) => {
      const open = () => resolve({ near: channel, far: event.channel });
      if (channel.readyState === 'open') open();
      else channel.addEventListener('open', open, { once: true });
    });
  });
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription!);
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription!);
  return Promise.race([opened, nothingAfter(CONNECT_LIMIT_MS, signal)]);
}

function passCandidates(from: RTCPeerConnection, to: RTCPeerConnection): void {
  from.addEventListener('icecandidate', ({ candidate }) => {
    if (!candidate) return;
    // One that comes before the description is in it already.
    if (to.remoteDescription) void to.addIceCandidate(candidate).catch(() => {});
    else
      to.addEventListener('signalingstatechange', () => void to.addIceCandidate(candidate).catch(() => {}), {
        once: true,
      });
  });
}

/** Null when an answer does not come: the two met, and nothing passes any more. */
async function medianRoundTrip({ near, far }: Channels, signal: AbortSignal): Promise<number | null> {
  const echo = () => far.send('pong');
  far.addEventListener('message', echo);
  const times: number[] = [];
  for (let ping = 0; ping < PINGS; ping++) {
    const begun = performance.now();
    const answered = new Promise((resolve) => near.addEventListener('message', resolve, { once: true }));
    near.send('ping');
    if (!(await Promise.race([answered, nothingAfter(ANSWER_LIMIT_MS, signal)]))) return null;
    times.push(performance.now() - begun);
  }
  far.removeEventListener('message', echo);
  return times.sort((a, b) => a - b)[Math.floor(PINGS / 2)]!;
}

/** What arrives at the other end in a few seconds. */
async function rateOf({ near, far }: Channels, signal: AbortSignal): Promise<number> {
  far.binaryType = 'arraybuffer';
  let arrived = 0;
  far.addEventListener('message', ({ data }) => {
    arrived += (data as ArrayBuffer).byteLength;
  });
  near.bufferedAmountLowThreshold = MOST_BUFFERED / 2;
  const fill = () => {
    while (near.readyState === 'open' && near.bufferedAmount < MOST_BUFFERED) near.send(CHUNK);
  };
  near.addEventListener('bufferedamountlow', fill);
  const begun = performance.now();
  fill();
  await nothingAfter(MEASURE_MS, signal);
  near.removeEventListener('bufferedamountlow', fill);
  return (arrived * 1000) / (performance.now() - begun);
}

function nothingAfter(ms: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(null);
    const timer = setTimeout(resolve, ms, null);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve(null);
      },
      { once: true },
    );
  });
}
