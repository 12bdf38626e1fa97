import { createHash, createHmac, randomBytes } from 'node:crypto';

/** Just enough of STUN (RFC 8489) and TURN (RFC 8656) to ask a server questions that no browser would ask. */

export const methods = { allocate: 0x003, refresh: 0x004, createPermission: 0x008, channelBind: 0x009 };
export const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
};

export type Attribute = [type: number, value: Buffer];

export interface StunAnswer {
  transactionId: string;
  isSuccess: boolean;
  values: Map<number, Buffer>;
}

const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;

export const makeTransactionId = (): Buffer => randomBytes(12);

/** A request, signed when there is a key. */
export function encodeRequest(method: number, transactionId: Buffer, values: Attribute[], key: Buffer | null): Buffer {
  const body = Buffer.concat(values.map(encodeAttribute));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(method, 0);
  // The length counts the signature, which itself covers all before it.
  header.writeUInt16BE(body.length + (key ? INTEGRITY_BYTES : 0), 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  transactionId.copy(header, 8);
  const message = Buffer.concat([header, body]);
  if (!key) return message;
  const signature = createHmac('sha1', key).update(message).digest();
  return Buffer.concat([message, encodeAttribute([attributes.messageIntegrity, signature])]);
}

export function decodeAnswer(message: Buffer): StunAnswer {
  const values = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    values.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  const isSuccess = (message.readUInt16BE(0) & 0x0110) === 0x0100;
  return { transactionId: message.subarray(8, HEADER_BYTES).toString('hex'), isSuccess, values };
}

/** How long the message at the beginning of a stream is; null while that cannot be known. */
export function messageLength(stream: Buffer): number | null {
  return stream.length < HEADER_BYTES ? null : HEADER_BYTES + stream.readUInt16BE(2);
}

/** RFC 8489 section 9.2.2: the key of a long-term credential. */
export function longTermKey(username: string, realm: string, credential: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${credential}`).digest();
}

/** RFC 8489 section 14.2: an address mixed with the cookie and the transaction id. */
export function xorAddress(address: string, port: number, transactionId: Buffer): Buffer {
  const bytes = addressBytes(address);
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE, 0);
  transactionId.copy(mask, 4);
  const value = Buffer.alloc(4 + bytes.length);
  value.writeUInt8(bytes.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  bytes.forEach((byte, index) => {
    value.writeUInt8(byte ^ mask.readUInt8(index), 4 + index);
  });
  return value;
}

/** The 4 or 16 bytes of an address as people write it. */
export function addressBytes(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number));
  // URL writes an IPv6 address in its one short form, with no dotted part.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail = ''] = short.split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function encodeAttribute([type, value]: Attribute): Buffer {
  const attribute = Buffer.alloc(4 + padded(value.length));
  attribute.writeUInt16BE(type, 0);
  attribute.writeUInt16BE(value.length, 2);
  value.copy(attribute, 4);
  return attribute;
}

const padded = (length: number) => Math.ceil(length / 4) * 4;
