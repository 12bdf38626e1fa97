import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../services/cluster.ts';

const PIECE_BYTES = 4096;
const SUFFIX = '.sealed';

/** Puts as many pieces into the relay as if this account had uploaded them for a link, and their time ran out a minute ago. */
export function putExpired(cluster: Cluster, ownerId: string, count: number): { left(): number } {
  const pathOf = (id: string) => join(cluster.relayFolder, `${id}${SUFFIX}`);
  const ids = Array.from({ length: count }, () => randomUUID());
  const share = randomUUID();
  const pieces = ids.map(
    (id, block) =>
      `('${id}','${share}','${ownerId}',0,${block},1,${PIECE_BYTES},now()-interval '2 h',now(),now()-interval '1 min')`,
  );
  const links = [
    ...['id', 'owner_id', 'device_id', 'sealed_manifest', 'file_count', 'total_bytes', 'is_direct', 'has_password'],
    ...['created_at', 'expires_at'],
  ];
  run(cluster, [
    `insert into shares (${links.join(',')}) values ('${share}','${ownerId}','${randomUUID()}','',1,${count * PIECE_BYTES},false,false,now()-interval '2 h',now()-interval '1 min');`,
    'insert into relay_segments (id,share_id,uploader_id,file,first_block,block_count,size_bytes,created_at,ready_at,expires_at)',
    `values ${pieces.join(',')};`,
  ]);
  for (const id of ids) writeFileSync(pathOf(id), Buffer.alloc(PIECE_BYTES));
  return { left: () => ids.filter((id) => existsSync(pathOf(id))).length };
}

/** How many pieces lie in the relay. */
export const piecesIn = ({ relayFolder }: Cluster): number =>
  readdirSync(relayFolder).filter((name) => name.endsWith(SUFFIX)).length;

function run({ postgres }: Cluster, sql: string[]): void {
  const database = postgres.url.replace(/[^/]+$/, 'spotlight');
  const arguments_ = ['-v', 'ON_ERROR_STOP=1', '-q', '-1', '-d', database];
  const { status, stderr } = spawnSync(join(postgres.programs, 'psql'), arguments_, {
    input: sql.join('\n'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
