import { expect, it } from 'vitest';
import { creditLimits } from '../../../shared/transfers/credit.ts';
import { WIRE_MESSAGE_BYTES } from '../../../shared/transfers/frames.ts';
import { SendConnection } from './sendConnection.ts';
import { dataQueue, type WireChannel } from './wireChannel.ts';

const SEALED_BYTES = 262_204;

/** A channel whose queue leaves when the test says so. */
function makeChannel() {
  const channel = {
    isOpen: true,
    isClosed: false,
    bufferedAmount: 0,
    most: 0,
    sent: 0,
    send(data: string | Uint8Array) {
      channel.bufferedAmount += data.length;
      channel.sent += data.length;
      channel.most = Math.max(channel.most, channel.bufferedAmount);
    },
    close() {},
  };
  return channel satisfies WireChannel;
}

/** A connection with more blocks to carry than it can, as a path of any speed acks them: the window is at its widest. */
function makeWide() {
  const channel = makeChannel();
  const connection = new SendConnection(1, channel, 0, () => {});
  let block = 0;
  const fill = () => {
    connection.push(0);
    while (connection.wantsBlock)
      connection.carry({ file: 0, block: block++, sealed: new Uint8Array(SEALED_BYTES) }, 0);
  };
  connection.allow(creditLimits.grantBytes);
  while (channel.sent < 16 * creditLimits.largestWindowBytes) {
    fill();
    channel.bufferedAmount = 0;
    connection.acked(channel.sent, channel.sent + creditLimits.grantBytes, 0);
  }
  channel.most = 0;
  return { channel, connection, fill };
}

it('what waits in the channel is never more than its limit, and uses it', () => {
  const { channel, fill } = makeWide();
  fill();
  expect(channel.most).toBeLessThanOrEqual(dataQueue.highBytes);
  expect(channel.most).toBeGreaterThan(dataQueue.highBytes - WIRE_MESSAGE_BYTES);
});

it('it goes on when the channel says that there is room, and again not beyond the limit', () => {
  const { channel, connection, fill } = makeWide();
  for (let time = 0; time < 5; time++) {
    fill();
    const before = channel.sent;
    channel.bufferedAmount = dataQueue.lowBytes;
    connection.acked(before - dataQueue.lowBytes, before + creditLimits.grantBytes, 0);
    fill();
    expect(channel.sent).toBeGreaterThan(before);
    expect(channel.most).toBeLessThanOrEqual(dataQueue.highBytes);
  }
});

it('[T8] nothing is sent beyond the credit, and nothing at all before there is any', () => {
  const channel = makeChannel();
  const connection = new SendConnection(1, channel, 0, () => {});
  expect(connection.wantsBlock).toBe(false);
  connection.allow(100_000);
  connection.carry({ file: 0, block: 0, sealed: new Uint8Array(SEALED_BYTES) }, 0);
  expect(channel.sent).toBeGreaterThan(0);
  expect(channel.sent).toBeLessThanOrEqual(100_000);
});
