import { describe, expect, it } from 'vitest';
import { CONTROL_MESSAGE_LENGTH, type ControlMessage, inMessages, parseControl, RUNS_PER_MESSAGE } from './control.ts';

const transferId = '0197a6c0-0000-7000-8000-000000000001' as never;

describe('control messages', () => {
  it.each<ControlMessage>([
    { t: 'hello', version: 2, transferId, role: 'sender', epoch: 'abcdefgh', paused: null },
    { t: 'ready', epoch: 'abcdefgh', creditBytes: 4_194_304 },
    { t: 'ack', receivedBytes: 10, creditBytes: 20, blocks: [[0, 0, 1]] },
    { t: 'have', blocks: [] },
    { t: 'need', blocks: [[1, 7, 2]] },
    { t: 'file-end', roots: [[0, 'AAAA']] },
    { t: 'verified', files: [[0, 3]] },
    { t: 'pause', reason: 'disk_full' },
    { t: 'pause', reason: 'mobile_data' },
    { t: 'resume' },
    { t: 'end', reason: 'cancelled_by_sender' },
  ])('$t comes through', (message) => {
    expect(parseControl(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    { name: 'binary', data: new ArrayBuffer(4) },
    { name: 'no JSON', data: '{' },
    { name: 'null', data: 'null' },
    { name: 'an unknown message', data: '{"t":"format-disk"}' },
    { name: 'an unknown field', data: '{"t":"resume","and":"more"}' },
    { name: 'a negative block', data: '{"t":"need","blocks":[[0,-1,1]]}' },
    { name: 'an empty run', data: '{"t":"need","blocks":[[0,0,0]]}' },
    { name: 'a fraction', data: '{"t":"need","blocks":[[0,0.5,1]]}' },
    { name: 'a file beyond the limit', data: '{"t":"file-end","roots":[[5000,""]]}' },
    { name: 'the end of no file', data: '{"t":"file-end","roots":[]}' },
    { name: 'a file-end of an earlier version', data: '{"t":"file-end","file":0,"sealedRoot":"AAAA"}' },
    { name: 'an endless list', data: `{"t":"have","blocks":[${'[0,0,1],'.repeat(2000)}[0,0,1]]}` },
    { name: 'an endless text', data: `"${'x'.repeat(CONTROL_MESSAGE_LENGTH)}"` },
    { name: 'another version', data: `{"t":"hello","version":1,"transferId":"${transferId}","role":"sender"}` },
  ])('$name is refused', ({ data }) => {
    expect(parseControl(data)).toBeNull();
  });

  it('a long list leaves in several messages that each are accepted', () => {
    const runs = Array.from({ length: RUNS_PER_MESSAGE * 2 + 1 }, (_, n) => [4999, 4_000_000_000 + n, 4_000_000_000]);
    const messages = inMessages(runs);
    expect(messages.map((message) => message.length)).toEqual([RUNS_PER_MESSAGE, RUNS_PER_MESSAGE, 1]);
    for (const blocks of messages) expect(parseControl(JSON.stringify({ t: 'have', blocks }))).not.toBeNull();
  });
});
