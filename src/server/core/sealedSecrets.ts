import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps small secrets so that the database alone is of no use: sealed with AES-256-GCM, or known again by their
 * HMAC-SHA256. Both keys come from the server's secret (HKDF-SHA256), one pair for each purpose.
 */
export function makeSealedSecrets(serverSecret: Uint8Array, purpose: string) {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', serverSecret, '', `spotlight:${purpose}:${use}`, 32));
  const sealingKey = keyFor('seal');
  const namingKey = keyFor('name');

  return {
    /** Sealed for this owner: moved to another's row it does not open. */
    seal(secret: Uint8Array, owner: string): Uint8Array<ArrayBuffer> {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, sealed, cipher.getAuthTag()]));
    },

    /** Throws if it was changed, is another's, or was sealed under another server's secret. */
    open(sealed: Uint8Array, owner: string): Uint8Array<ArrayBuffer> {
      const bytes = Buffer.from(sealed);
      const tag = bytes.subarray(bytes.length - TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(owner))
        .setAuthTag(tag);
      const opened = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
      return new Uint8Array(Buffer.concat([opened, decipher.final()]));
    },

    /** What a secret is known by. */
    nameOf: (secret: string, owner: string): string =>
      createHmac('sha256', namingKey).update(`${owner}:${secret}`).digest('hex'),
  };
}
