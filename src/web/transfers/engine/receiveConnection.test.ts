import { describe, expect, it } from 'vitest';
import { creditLimits } from '../../../shared/transfers/credit.ts';
import { encodeFrame } from '../../../testing/encodeFrame.ts';
import { BufferPool } from './bufferPool.ts';
import { ReceiveConnection, type SealedBlock } from './receiveConnection.ts';

const SEALED_BYTES = 262_204;
const lengths = new Map([
  ['0/0', SEALED_BYTES],
  ['0/1', SEALED_BYTES],
  ['0/2', 100],
]);

function connect(): ReceiveConnection {
  const connection = new ReceiveConnection(
    1,
    {
      sealedLength: (file, block) => lengths.get(`${file}/${block}`) ?? null,
    },
    new BufferPool(SEALED_BYTES, 4),
  );
  connection.grant(1);
  return connection;
}

interface Piece {
  file?: number;
  block?: number;
  offsetBytes?: number;
  sealedBytes?: number;
  seq?: number;
  bytes?: number;
}

function frame({ file = 0, block = 2, offsetBytes = 0, sealedBytes = 100, seq = 0, bytes = 100 }: Piece): ArrayBuffer {
  return encodeFrame({ file, block, offsetBytes, sealedBytes, seq }, new Uint8Array(bytes).fill(block)).buffer;
}

describe('[T3] frames of one connection', () => {
  it('make a block when its last piece has come', () => {
    const connection = connect();
    const first = frame({ block: 0, sealedBytes: SEALED_BYTES, bytes: 200_000 });
    const rest = frame({ block: 0, sealedBytes: SEALED_BYTES, offsetBytes: 200_000, bytes: 62_204, seq: 1 });
    expect(connection.take(first, 0)).toBeNull();
    expect(connection.partialBytes).toBe(200_020);
    const block = connection.take(rest, 0);
    expect(connection.partialBytes).toBe(0);
    expect(block).toMatchObject({ file: 0, block: 0, wireBytes: SEALED_BYTES + 40 });
    expect(block ? block.sealed.byteLength : 0).toBe(SEALED_BYTES);
  });

  it.each([
    { name: 'no frame at all', data: new ArrayBuffer(50) },
    { name: 'a frame out of turn', data: frame({ seq: 1 }) },
    { name: 'a block that is not to come', data: frame({ file: 1 }) },
    { name: 'a block of another length', data: frame({ sealedBytes: 101 }) },
    { name: 'a block that does not begin at its beginning', data: frame({ offsetBytes: 1, bytes: 99 }) },
  ])('[T17] are refused: $name', ({ data }) => {
    expect(connect().take(data, 0)).toBe(false);
  });

  it('[T17] are refused when another block comes before the last one is whole', () => {
    const connection = connect();
    connection.take(frame({ block: 0, sealedBytes: SEALED_BYTES, bytes: 1000 }), 0);
    expect(connection.take(frame({ seq: 1 }), 0)).toBe(false);
  });

  it('[T17] are refused beyond the credit, which grows only with what was processed', () => {
    const connection = connect();
    let seq = 0;
    const send = () =>
      connection.take(frame({ block: seq % 2, sealedBytes: SEALED_BYTES, bytes: SEALED_BYTES, seq: seq++ }), 0);
    let taken = 0;
    for (let block = send(); block; block = send()) taken += block.wireBytes;
    expect(taken).toBeGreaterThan(creditLimits.grantBytes - SEALED_BYTES - 20);
    expect(taken).toBeLessThanOrEqual(creditLimits.grantBytes);
  });

  it('[T8] raise the credit once they are processed', () => {
    const connection = connect();
    const before = connection.grant(1);
    connection.processed(connection.take(frame({}), 0) as SealedBlock, true);
    expect(connection.grant(1)).toBe(before + 120);
    expect(connection.grant(8)).toBe(before + 120);
  });

  it('[T8] acknowledge many small blocks together', () => {
    const connection = connect();
    for (let seq = 0; seq < 50; seq++) connection.processed(connection.take(frame({ seq }), 0) as SealedBlock, true);
    expect([connection.hasNewsEnough, connection.hasNews]).toEqual([false, true]);
    expect(connection.ack(0).blocks).toHaveLength(50);
    expect(connection.hasNews).toBe(false);
  });
});
