import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from './product.ts';

const filesIn = ({ dataDir }: Product): string[] =>
  readdirSync(join(dataDir, 'relay'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** What lies in the relay of this product, at each call, that did not when this test began. */
export function watchRelayFolder(product: Product): () => string[] {
  const before = new Set(filesIn(product));
  return () => filesIn(product).filter((path) => !before.has(path));
}

/** As a disk does that fails quietly. */
export function damageOneByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}
