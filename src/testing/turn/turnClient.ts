import {
  type Attribute,
  attributes,
  decodeAnswer,
  encodeRequest,
  longTermKey,
  makeTransactionId,
  methods,
  type StunAnswer,
  xorAddress,
} from './stunMessage.ts';
import { openTransport, type TurnTarget } from './turnTransport.ts';

export interface TurnCredentials {
  username: string;
  credential: string;
}

/** What the server said: 'ok', or the number of its error. */
export type TurnResult = 'ok' | number;

const RESEND_MS = 500;
const MOST_SENDS = 8;
const UDP = 17;
const family = { ipv4: 1, ipv6: 2 };
const PEER_PORT = 9;

/** One allocation at a TURN server, driven by hand. */
export async function openTurnClient(target: TurnTarget, credentials: TurnCredentials) {
  const awaited = new Map<string, (answer: StunAnswer) => void>();
  const transport = await openTransport(target, (message) => {
    const answer = decodeAnswer(message);
    awaited.get(answer.transactionId)?.(answer);
  });
  let key: Buffer | null = null;
  let realm: Buffer = Buffer.alloc(0);
  let nonce: Buffer = Buffer.alloc(0);

  async function ask(method: number, values: (transactionId: Buffer) => Attribute[]): Promise<StunAnswer> {
    const transactionId = makeTransactionId();
    const id = transactionId.toString('hex');
    const signed: Attribute[] = key
      ? [
          [attributes.username, Buffer.from(credentials.username)],
          [attributes.realm, realm],
          [attributes.nonce, nonce],
        ]
      : [];
    const message = encodeRequest(method, transactionId, [...values(transactionId), ...signed], key);
    const answer = new Promise<StunAnswer>((resolve) => awaited.set(id, resolve));
    try {
      for (let sends = 0; sends < MOST_SENDS; sends++) {
        if (sends === 0 || target.transport === 'udp') transport.send(message);
        const heard = await Promise.race([answer, after(RESEND_MS)]);
        if (heard) return heard;
      }
    } finally {
      awaited.delete(id);
    }
    throw new Error(`no answer from ${target.transport} ${target.host}:${target.port}`);
  }

  /** RFC 8489 section 9.2: the first answer is a refusal that tells realm and nonce. */
  async function askSigned(method: number, values: (transactionId: Buffer) => Attribute[]): Promise<TurnResult> {
    let result = resultOf(await remember(ask(method, values)));
    if (result === 401 && !key) {
      key = longTermKey(credentials.username, realm.toString(), credentials.credential);
      result = resultOf(await remember(ask(method, values)));
    }
    // A nonce that has grown old is replaced.
    return result === 438 ? resultOf(await remember(ask(method, values))) : result;
  }

  async function remember(asked: Promise<StunAnswer>): Promise<StunAnswer> {
    const answer = await asked;
    realm = answer.values.get(attributes.realm) ?? realm;
    nonce = answer.values.get(attributes.nonce) ?? nonce;
    return answer;
  }

  return {
    allocate: (version: keyof typeof family = 'ipv4') =>
      askSigned(methods.allocate, () => [
        [attributes.requestedTransport, Buffer.from([UDP, 0, 0, 0])],
        [attributes.requestedAddressFamily, Buffer.from([family[version], 0, 0, 0])],
      ]),

    /** Asks to be allowed to talk to this address. */
    permit: (address: string) =>
      askSigned(methods.createPermission, (id) => [[attributes.xorPeerAddress, xorAddress(address, PEER_PORT, id)]]),

    /** The other way to the same permission. */
    bindChannel: (address: string, channel: number) =>
      askSigned(methods.channelBind, (id) => [
        [attributes.channelNumber, Buffer.from([channel >> 8, channel & 0xff, 0, 0])],
        [attributes.xorPeerAddress, xorAddress(address, PEER_PORT, id)],
      ]),

    /** Gives the allocation back. */
    async close(): Promise<void> {
      if (key) await askSigned(methods.refresh, () => [[attributes.lifetime, Buffer.alloc(4)]]).catch(() => {});
      transport.close();
    },
  };
}

function resultOf({ isSuccess, values }: StunAnswer): TurnResult {
  if (isSuccess) return 'ok';
  const error = values.get(attributes.errorCode);
  if (!error) throw new Error('an error without a number');
  return (error.readUInt8(2) & 7) * 100 + error.readUInt8(3);
}

const after = (ms: number) => new Promise<null>((resolve) => setTimeout(resolve, ms, null));
