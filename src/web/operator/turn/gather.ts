import type { TurnTrial } from '../../../shared/operator/operator.ts';

/** An `icecandidateerror`, as far as it says something. */
export interface CandidateError {
  code: number;
  text: string;
}

export interface Gathered {
  /** Kinds of candidates that came, each once. */
  kinds: string[];
  /** How long the first of the wanted kind took; null when none came. */
  tookMs: number | null;
  errors: CandidateError[];
}

const GATHER_LIMIT_MS = 12_000;

export const iceServerOf = ({ url, username, credential }: TurnTrial): RTCIceServer => ({
  urls: [url],
  username,
  credential,
});

/** Gathers candidates by these servers until one of the wanted kind has come, or nothing more comes. */
export async function gather(
  configuration: RTCConfiguration,
  wanted: RTCIceCandidateType,
  signal: AbortSignal,
): Promise<Gathered> {
  const connection = new RTCPeerConnection(configuration);
  const kinds = new Set<string>();
  const errors: CandidateError[] = [];
  const begun = performance.now();
  let tookMs: number | null = null;
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, GATHER_LIMIT_MS);
      const finish = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', finish, { once: true });
      connection.addEventListener('icecandidate', ({ candidate }) => {
        if (!candidate?.candidate) return candidate === null ? finish() : undefined;
        if (candidate.type) kinds.add(candidate.type);
        if (candidate.type !== wanted || tookMs !== null) return;
        tookMs = performance.now() - begun;
        finish();
      });
      connection.addEventListener('icecandidateerror', ({ errorCode, errorText }) => {
        errors.push({ code: errorCode, text: errorText });
      });
      connection.createDataChannel('check');
      connection.setLocalDescription().catch((error: unknown) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  } finally {
    connection.close();
  }
  return { kinds: [...kinds], tookMs, errors };
}
