import { beforeEach, describe, expect, it } from 'vitest';
import { Ladder } from '../../../shared/transfers/ladder/ladder.ts';
import { BLOCK_BYTES } from '../../../shared/transfers/transferRules.ts';
import { RelaySender, type RelaySenderParts } from './relaySender.ts';
import type { RelayUpload, RelayUploadParts } from './relayUpload.ts';

const uploads: FakeUpload[] = [];
/** Stands in for an upload over the network, and tells what is asked of it. */
class FakeUpload {
  state: 'moving' | 'standing' | 'ended' = 'moving';
  readonly parts: RelayUploadParts;

  constructor(parts: RelayUploadParts) {
    this.parts = parts;
    uploads.push(this);
  }
  restartIfHung() {}
  stop() {
    this.state = 'standing';
  }
  goOn() {
    this.state = 'moving';
  }
  async end() {
    this.state = 'ended';
  }
}

const FILE = { index: 0, sizeBytes: 100 * BLOCK_BYTES };

function senderOf(): RelaySender {
  let ids = 0;
  const ladder = new Ladder([FILE], 0, () => `s${++ids}`);
  ladder.queue.setReadable(0, true);
  const parts = { sealedAs: 't', ladder, files: { get: () => FILE }, onChange() {}, now: () => 0 };
  return new RelaySender(parts as unknown as RelaySenderParts, (of) => new FakeUpload(of) as unknown as RelayUpload);
}

const states = () => uploads.map(({ state }) => state);

describe('bringing segments to the relay', () => {
  beforeEach(() => {
    uploads.length = 0;
  });

  it('begins the next as soon as one is through: its connection does not lie idle', () => {
    senderOf().keep(2);
    expect(uploads).toHaveLength(2);
    uploads[0]!.parts.onDone();
    expect(uploads).toHaveLength(3);
  });

  it('stands still while it is held, and goes on from there', () => {
    const sender = senderOf();
    sender.keep(2);
    sender.hold(true);
    sender.keep(3);
    expect(states()).toEqual(['standing', 'standing']);
    sender.hold(false);
    sender.keep(3);
    expect(states()).toEqual(['moving', 'moving', 'moving']);
  });

  it('begins nothing when one that was through is heard of while it is held', () => {
    const sender = senderOf();
    sender.keep(2);
    sender.hold(true);
    uploads[0]!.parts.onDone();
    expect(uploads).toHaveLength(2);
  });
});
