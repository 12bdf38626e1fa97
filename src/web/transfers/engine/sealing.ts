import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { SEAL_OVERHEAD_BYTES } from '../../../shared/transfers/transferRules.ts';
import { areEqual, type Bytes, fromBase64, toBase64 } from './bytes.ts';
import { discard } from './discard.ts';

/** Sealing of blocks, roots and manifest under one transfer key, see PROTOCOL.md [T1]. */

const NONCE_BYTES = 12;
export const HASH_BYTES = 32;
const TAG_BYTES = 16;

/** Where a block belongs; bound into its seal, so that it opens nowhere else. */
export interface BlockPlace {
  file: number;
  block: number;
  blockCount: number;
}

export interface OpenedBlock {
  plain: Bytes;
  hash: Bytes;
}

export interface TransferSeals {
  /** Writes the sealed block into `target` where one is given, which must have its length. */
  sealBlock(place: BlockPlace, plain: Bytes, target?: Bytes): Promise<{ sealed: Bytes; hash: Bytes }>;
  /** Null when the block does not open, or is not the one it says to be. */
  openBlock(place: BlockPlace, sealed: Bytes): Promise<OpenedBlock | null>;
  sealRoot(file: number, root: Bytes): Promise<string>;
  openRoot(file: number, sealed: string): Promise<Bytes | null>;
}

const text = new TextEncoder();

export function makeTransferKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(32));
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Seals and opens blocks and roots of one transfer; each file has its own key, derived when it is first needed. */
export async function makeSeals(transferKey: Uint8Array, transferId: string): Promise<TransferSeals> {
  const base = await baseKey(transferKey);
  const fileKeys = new Map<number, Promise<CryptoKey>>();
  const fileKey = (file: number) => {
    const known = fileKeys.get(file) ?? derive(base, transferId, `file ${file}`);
    fileKeys.set(file, known);
    return known;
  };
  // WebCrypto copies what it is given before it returns, so each block may use the same bytes.
  const dataOf = makeBlockData(text.encode(`v1${transferId}`));
  let scratch: Bytes = new Uint8Array(0);
  const rootData = text.encode(`v1 root${transferId}`);

  return {
    async sealBlock(place, plain, target) {
      const key = await fileKey(place.file);
      const hash = await sha256(plain);
      if (scratch.byteLength < HASH_BYTES + plain.byteLength) scratch = new Uint8Array(HASH_BYTES + plain.byteLength);
      scratch.set(hash);
      scratch.set(plain, HASH_BYTES);
      const content = scratch.subarray(0, HASH_BYTES + plain.byteLength);
      const sealed = await seal(key, dataOf(place, plain.byteLength), content, target);
      return { sealed, hash };
    },

    async openBlock(place, sealed) {
      const key = await fileKey(place.file);
      const content = await open(key, dataOf(place, sealed.byteLength - SEAL_OVERHEAD_BYTES), sealed);
      if (!content) return null;
      const plain = content.subarray(HASH_BYTES);
      const hash = await sha256(plain);
      return areEqual(hash, content.subarray(0, HASH_BYTES)) ? { plain, hash } : null;
    },

    async sealRoot(file, root) {
      return toBase64(await seal(await fileKey(file), rootData, root));
    },

    async openRoot(file, sealed) {
      const bytes = fromBase64(sealed);
      return bytes && open(await fileKey(file), rootData, bytes);
    },
  };
}

/** The manifest as the server keeps it: it cannot read it. */
export async function sealManifest(transferKey: Uint8Array, transferId: string, manifest: Manifest): Promise<string> {
  const key = await derive(await baseKey(transferKey), transferId, 'meta');
  return toBase64(await seal(key, text.encode(`v1 meta${transferId}`), text.encode(JSON.stringify(manifest))));
}

/** What the sender wrote, unchecked: `openManifest` in manifestOpening.ts is what a screen wants. */
export async function openManifestJson(transferKey: Uint8Array, transferId: string, sealed: string): Promise<unknown> {
  const key = await derive(await baseKey(transferKey), transferId, 'meta');
  const bytes = fromBase64(sealed);
  const plain = bytes && (await open(key, text.encode(`v1 meta${transferId}`), bytes));
  if (!plain) return null;
  try {
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/** AES-256-GCM with a new nonce: nonce ‖ ciphertext ‖ tag, written into `target` where one of that length is given. */
export async function seal(key: CryptoKey, additionalData: Bytes, plain: Bytes, target?: Bytes): Promise<Bytes> {
  // Random, not counted: a file edited between two tries would meet the same counter with other content.
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain));
  const whole = target ?? new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(iv);
  whole.set(sealed, NONCE_BYTES);
  discard(sealed);
  return whole;
}

/** What `seal` sealed; null when it does not open, because key, place or bytes are not those it was sealed with. */
export async function open(key: CryptoKey, additionalData: Bytes, sealed: Bytes): Promise<Bytes | null> {
  if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return null;
  const iv = sealed.subarray(0, NONCE_BYTES);
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed.subarray(NONCE_BYTES)));
  } catch {
    return null;
  }
}

function baseKey(transferKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(transferKey), 'HKDF', false, ['deriveKey']);
}

function derive(base: CryptoKey, transferId: string, use: string): Promise<CryptoKey> {
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: text.encode(transferId), info: text.encode(`v1 ${use}`) };
  return crypto.subtle.deriveKey(algorithm, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** What binds a block to its place; the same bytes each time, to be used before the next is asked for. */
function makeBlockData(prefix: Uint8Array): (place: BlockPlace, plainBytes: number) => Bytes {
  const data: Bytes = new Uint8Array(prefix.byteLength + 16);
  data.set(prefix);
  const numbers = new DataView(data.buffer, prefix.byteLength);
  return ({ file, block, blockCount }, plainBytes) => {
    for (const [n, value] of [file, block, blockCount, plainBytes].entries()) numbers.setUint32(4 * n, value);
    return data;
  };
}
