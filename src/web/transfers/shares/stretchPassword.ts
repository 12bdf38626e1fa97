import { argon2id } from 'hash-wasm';
import type { PasswordCost } from '../../../shared/transfers/shares/share.ts';
import type { Bytes } from '../engine/bytes.ts';
import { fromBase64Url } from './shareKeys.ts';

/** Argon2id (RFC 9106) with one lane: 32 bytes. */
export async function stretchPassword(password: string, { salt, memoryKib, passes }: PasswordCost): Promise<Bytes> {
  const stretched = await argon2id({
    password,
    salt: fromBase64Url(salt) ?? new Uint8Array(),
    parallelism: 1,
    iterations: passes,
    memorySize: memoryKib,
    hashLength: 32,
    outputType: 'binary',
  });
  return new Uint8Array(stretched);
}
