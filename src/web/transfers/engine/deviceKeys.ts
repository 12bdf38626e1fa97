import { type Bytes, fromBase64, joined, toBase64 } from './bytes.ts';
import { openLedger } from './ledgerDb.ts';
import { open, seal } from './sealing.ts';

/** This browser's own key pair, and the transfer key on its way from one device to another, see PROTOCOL.md [T1]. */

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
/** A raw uncompressed point. */
const PUBLIC_KEY_BYTES = 65;
const text = new TextEncoder();

export interface DeviceKeys {
  /** 65 bytes, to be shown to the server and to other devices. */
  publicKeyRaw: Bytes;
  openTransferKey(sealed: string, transferId: string): Promise<Bytes | null>;
}

/** The key pair of this browser, made on first use. The private key never leaves it: it cannot be exported. */
export async function loadDeviceKeys(): Promise<DeviceKeys> {
  const { privateKey, publicKey } = await loadPair();
  const publicKeyRaw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  return {
    publicKeyRaw,
    openTransferKey: (sealed, transferId) => openTransferKey(sealed, transferId, privateKey, publicKeyRaw),
  };
}

/** Seals a transfer key so that only the given device can open it, and only for this transfer. */
export async function sealTransferKey(
  transferKey: Uint8Array,
  transferId: string,
  devicePublicKeyRaw: Uint8Array,
): Promise<string> {
  const device = await importPublic(devicePublicKeyRaw);
  const ephemeral = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  const ephemeralRaw = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  const key = await agree(ephemeral.privateKey, device, joined(ephemeralRaw, devicePublicKeyRaw));
  const sealed = await seal(key, text.encode(`v1 key${transferId}`), new Uint8Array(transferKey));
  return toBase64(joined(ephemeralRaw, sealed));
}

/** Null when this device cannot open it, or it was meant for another transfer. */
export async function openTransferKey(
  sealed: string,
  transferId: string,
  privateKey: CryptoKey,
  devicePublicKeyRaw: Uint8Array,
): Promise<Bytes | null> {
  const bytes = fromBase64(sealed);
  if (!bytes || bytes.byteLength <= PUBLIC_KEY_BYTES) return null;
  const ephemeralRaw = bytes.subarray(0, PUBLIC_KEY_BYTES);
  try {
    const ephemeral = await importPublic(ephemeralRaw);
    const key = await agree(privateKey, ephemeral, joined(ephemeralRaw, devicePublicKeyRaw));
    return await open(key, text.encode(`v1 key${transferId}`), bytes.subarray(PUBLIC_KEY_BYTES));
  } catch {
    return null;
  }
}

function importPublic(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(raw), CURVE, true, []);
}

/** Both public keys go into the derivation, so that the sealed key is bound to exactly this pair. */
async function agree(privateKey: CryptoKey, publicKey: CryptoKey, salt: Bytes): Promise<CryptoKey> {
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt, info: text.encode('v1 device key') };
  return crypto.subtle.deriveKey(algorithm, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function loadPair(): Promise<CryptoKeyPair> {
  const db = await openLedger();
  try {
    const stored = await db.get('deviceKeys', 'pair');
    if (stored) return stored;
    const made = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
    // Two tabs may get here at once: the first one to write wins, both then use what is stored.
    const transaction = db.transaction('deviceKeys', 'readwrite');
    const winner = await transaction.store.get('pair');
    if (!winner) await transaction.store.put(made, 'pair');
    await transaction.done;
    return winner ?? made;
  } finally {
    db.close();
  }
}
