import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { ServerSecrets } from './serverSecrets.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Keeps small secrets so that the database alone is of no use: sealed with AES-256-GCM, or known again by their
 * HMAC-SHA256. Both keys come from a secret of the server (HKDF-SHA256), one pair for each purpose.
 */
export function makeSealedSecrets(server: ServerSecrets, purpose: string) {
  const keysFor = (use: string) =>
    server.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `spotlight:${purpose}:${use}`, 32)));
  const sealingKeys = keysFor('seal');
  const namingKeys = keysFor('name');
  const openWith = (key: Buffer, bytes: Buffer, owner: string): Buffer => {
    const tag = bytes.subarray(bytes.length - TAG_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(owner))
      .setAuthTag(tag);
    const opened = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]);
  };

  return {
    /** Sealed for this owner: moved to another's row it does not open. */
    seal(secret: Uint8Array, owner: string): Uint8Array<ArrayBuffer> {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKeys[0]!, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, sealed, cipher.getAuthTag()]));
    },

    /** And whether it was sealed under the current secret. Throws if it was changed, is another's, or sealed elsewhere. */
    open(sealed: Uint8Array, owner: string): { secret: Uint8Array<ArrayBuffer>; isCurrent: boolean } {
      let refusal: unknown;
      for (const [at, key] of sealingKeys.entries()) {
        try {
          return { secret: new Uint8Array(openWith(key, Buffer.from(sealed), owner)), isCurrent: at === 0 };
        } catch (error) {
          refusal = error;
        }
      }
      throw refusal;
    },

    /** What a secret is known by: the first name is the one to keep, and it may have been kept under any. */
    namesOf: (secret: string, owner: string): [string, ...string[]] =>
      namingKeys.map((key) => createHmac('sha256', key).update(`${owner}:${secret}`).digest('hex')) as [string],
  };
}
