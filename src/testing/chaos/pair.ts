import { meetingOptions } from '../harness/browsers.ts';
import { forbidPeers } from '../journeys/support/noPeers.ts';
import {
  acceptFiles,
  arrive,
  makeAccount,
  offerFiles,
  openExchange,
  save,
  untilPercent,
  untilVerified,
  type Visitor,
} from '../journeys/support/people.ts';
import { makeFolder, makeRandomFile, sha256 } from '../journeys/support/video.ts';

const MIB = 1024 * 1024;
const VIDEO_BYTES = 48 * MIB;
/** Nothing is given up: whatever is broken comes back. */
const ARRIVES_WITHIN_MS = 240_000;

/** A file on its way from one browser to the other. */
export interface UnderWay {
  /** Waits until it is verified on both sides, saves it, and says whether it is the same. */
  arrives(): Promise<boolean>;
}

/** Two people in real browsers whose network lets only the web pass: each of their files needs nodes, nginx, database and disk. */
export interface Pair {
  /** Of the sender and of the receiver. */
  ids: [string, string];
  /** A new match, and a file that has begun to arrive. */
  begin(): Promise<UnderWay>;
  leave(): Promise<void>;
}

// The certificate is one that the cluster has signed itself.
const trusting = { args: [...meetingOptions.args, '--ignore-certificate-errors'] };

export async function bringPair(url: string): Promise<Pair> {
  const product = { url };
  const folder = makeFolder();
  const both = (await Promise.all(['Sender', 'Receiver'].map((name) => arrive(name, trusting)))) as [Visitor, Visitor];
  const ids = (await Promise.all(both.map((visitor) => makeAccount(visitor, product)))) as [string, string];
  const [sender, receiver] = both;
  let serial = 0;

  return {
    ids,
    async begin() {
      await openExchange(product, both, ids);
      await forbidPeers(sender);
      const path = makeRandomFile(folder.path, `video ${++serial}.mp4`, VIDEO_BYTES);
      await offerFiles(sender, [path]);
      await acceptFiles(receiver);
      await untilPercent(receiver, 10);
      return {
        async arrives() {
          await Promise.all([untilVerified(receiver, ARRIVES_WITHIN_MS), untilVerified(sender, ARRIVES_WITHIN_MS)]);
          return (await sha256((await save(receiver)).path)) === (await sha256(path));
        },
      };
    },
    async leave() {
      await Promise.all(both.map((visitor) => visitor.leave()));
      folder.remove();
    },
  };
}
