import { BLOCK_BYTES } from '../../transferRules.ts';
import type { Chance } from './chance.ts';
import type { BlockKey, SimulatedReceiver } from './simulatedReceiver.ts';
import type { SimulatedSender } from './simulatedSender.ts';
import type { Weather } from './weather.ts';

/** What one connection may have under way at first, and at most; and what all together. */
const FIRST_BLOCKS = 3;
const MOST_BLOCKS = (4 * 1024 * 1024) / BLOCK_BYTES;
const ALL_BLOCKS = 2 * MOST_BLOCKS;
/** Read and sealed ahead of all of them. */
const AHEAD_BLOCKS = 16;
/** A path that died in silence is noticed by ICE after this; a stall by the sender after ten seconds. */
const NOTICED_MS = 5000;
const STALLED_MS = 10_000;

interface Connection {
  readyAtMs: number;
  isReady: boolean;
  underWay: BlockKey[];
  /** Of the first block under way. */
  sentBytes: number;
  /** Taken by the receiver; its word is on the way back. */
  unheard: { key: BlockKey; isBad: boolean }[];
  /** Of both: given back, for the relay to carry as well. */
  rescued: Set<BlockKey>;
  movedAtMs: number;
  ackedBlocks: number;
}

/** Peer connections: each carries blocks one after the other, and gives back what is not acked when it dies. */
export class SimulatedPeers {
  readonly #sender: SimulatedSender;
  readonly #receiver: SimulatedReceiver;
  readonly #chance: Chance;
  #connections: Connection[] = [];
  #ahead: BlockKey[] = [];
  #deadSinceMs: number | null = null;
  carried = 0;

  constructor(sender: SimulatedSender, receiver: SimulatedReceiver, chance: Chance) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#chance = chance;
  }

  get readyCount(): number {
    return this.#connections.filter(({ isReady }) => isReady).length;
  }

  get hasUnacked(): boolean {
    return this.#ahead.length > 0 || this.#connections.some((connection) => heldBy(connection).length > 0);
  }

  get unackedBytes(): number {
    const blocks = this.#connections.reduce((sum, { underWay, unheard }) => sum + underWay.length + unheard.length, 0);
    return blocks * BLOCK_BYTES;
  }

  get isCarrying(): boolean {
    return this.#connections.some(({ underWay }) => underWay.length > 0);
  }

  closeAll(): void {
    for (const connection of this.#connections.splice(0)) this.#giveBack(connection);
    this.#sender.untake(this.#ahead.splice(0));
  }

  step(nowMs: number, stepMs: number, weather: Weather, uplinkSpeed: number): void {
    this.#noticeDeath(nowMs, weather);
    this.#keep(nowMs, weather);
    const { mayPeersTake, isRescuing } = this.#sender.decision;
    if (!mayPeersTake) this.#sender.untake(this.#ahead.splice(0));
    if (isRescuing) for (const connection of this.#connections) this.#rescue(connection);
    if (weather.isPathDead) return;
    for (const connection of this.#connections) this.#hear(connection, nowMs);
    if (!weather.isPaused && mayPeersTake) this.#fill(nowMs);
    const speed = Math.min(weather.connectionSpeed, Math.min(weather.pathSpeed, uplinkSpeed) / this.readyCount);
    for (const connection of this.#connections) this.#move(connection, (speed * stepMs) / 1000, weather);
  }

  #noticeDeath(nowMs: number, { isPathDead, isPaused, isReceiverAway }: Weather): void {
    this.#deadSinceMs = isPathDead || isReceiverAway ? (this.#deadSinceMs ?? nowMs) : null;
    if (this.#deadSinceMs !== null && nowMs - this.#deadSinceMs >= NOTICED_MS) this.closeAll();
    const ready = this.#connections.filter(({ isReady }) => isReady);
    for (const connection of ready) {
      if (isPaused || heldBy(connection).length === 0) connection.movedAtMs = nowMs;
    }
    const silent = ready.filter(({ movedAtMs }) => nowMs - movedAtMs > STALLED_MS);
    if (silent.length > 0 && silent.length === ready.length) this.closeAll();
    // What a single silent one holds is left over to the others.
    for (const connection of silent) {
      this.#giveBack(connection);
      Object.assign(connection, { underWay: [], unheard: [], rescued: new Set(), sentBytes: 0, movedAtMs: nowMs });
    }
  }

  /** As many as the ladder wants; new ones come up after a moment, if the path lives. */
  #keep(nowMs: number, { isPathDead, isReceiverAway }: Weather): void {
    const { connections } = this.#sender.decision;
    for (const connection of this.#connections.splice(connections)) this.#giveBack(connection);
    if (isPathDead || isReceiverAway) return;
    while (this.#connections.length < connections) {
      const readyAtMs = nowMs + this.#chance.between(300, 1500);
      this.#connections.push({
        readyAtMs,
        isReady: false,
        underWay: [],
        sentBytes: 0,
        unheard: [],
        rescued: new Set(),
        movedAtMs: nowMs,
        ackedBlocks: 0,
      });
    }
    for (const connection of this.#connections) {
      if (connection.isReady || nowMs < connection.readyAtMs) continue;
      connection.isReady = true;
      connection.movedAtMs = nowMs;
      this.#sender.hears(this.#receiver);
    }
  }

  #hear(connection: Connection, nowMs: number): void {
    for (const { key, isBad } of connection.unheard.splice(0)) {
      connection.movedAtMs = nowMs;
      connection.ackedBlocks++;
      connection.rescued.delete(key);
      this.#sender.arrived(key);
      if (isBad) this.#sender.unmark(key);
    }
  }

  #fill(nowMs: number): void {
    const ready = this.#connections.filter(({ isReady }) => isReady);
    let room = ALL_BLOCKS - ready.reduce((sum, { underWay }) => sum + underWay.length, 0);
    for (let isAny = true; isAny && room > 0; ) {
      isAny = false;
      for (const connection of ready) {
        if (room <= 0 || connection.underWay.length >= windowOf(connection)) continue;
        const key = this.#next();
        if (key === null) return;
        if (connection.underWay.length === 0) connection.movedAtMs = nowMs;
        connection.underWay.push(key);
        connection.rescued.delete(key);
        room--;
        isAny = true;
      }
    }
  }

  /** Keeps reading ahead; what has come by the relay meanwhile is left aside. */
  #next(): BlockKey | null {
    while (this.#ahead.length <= AHEAD_BLOCKS) {
      const taken = this.#sender.take();
      if (taken === null) break;
      this.#ahead.push(taken);
    }
    for (let key = this.#ahead.shift(); key !== undefined; key = this.#ahead.shift()) {
      if (!this.#sender.hasArrived(key)) return key;
      this.#sender.untake([key]);
    }
    return null;
  }

  #move(connection: Connection, bytes: number, { badChance }: Weather): void {
    if (!connection.isReady) return;
    connection.sentBytes += bytes;
    if (connection.underWay.length > 0) this.#sender.ladder.peersCarried(bytes);
    while (connection.underWay.length > 0 && connection.sentBytes >= BLOCK_BYTES) {
      connection.sentBytes -= BLOCK_BYTES;
      const key = connection.underWay.shift()!;
      const isBad = badChance > 0 && !this.#receiver.has(key) && this.#chance.is(badChance);
      if (!isBad) this.#receiver.take(key);
      connection.unheard.push({ key, isBad });
      this.carried++;
    }
    if (connection.underWay.length === 0) connection.sentBytes = 0;
  }

  #giveBack(connection: Connection): void {
    this.#sender.putBack(heldBy(connection));
  }

  /** What is under way goes on, and is for the relay as well. */
  #rescue(connection: Connection): void {
    const held = heldBy(connection);
    this.#sender.putBack(held);
    for (const key of held) connection.rescued.add(key);
  }
}

/** Blocks that wait for their ack, and only here. */
function heldBy({ underWay, unheard, rescued }: Connection): BlockKey[] {
  return [...unheard.map(({ key }) => key), ...underWay].filter((key) => !rescued.has(key));
}

function windowOf({ ackedBlocks }: Connection): number {
  return Math.min(MOST_BLOCKS, FIRST_BLOCKS + Math.floor(ackedBlocks / 8));
}
