import { BLOCK_BYTES } from '../../transferRules.ts';
import type { Chance } from './chance.ts';
import type { BlockKey, SimulatedReceiver } from './simulatedReceiver.ts';
import type { SimulatedSender } from './simulatedSender.ts';
import type { Weather } from './weather.ts';

/** What one connection may have under way at first, and at most; and what all together. */
const FIRST_BLOCKS = 4;
const MOST_BLOCKS = (4 * 1024 * 1024) / BLOCK_BYTES;
const ALL_BLOCKS = 2 * MOST_BLOCKS;
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
  movedAtMs: number;
  ackedBlocks: number;
}

/** Peer connections: each carries blocks one after the other, and gives back what is not acked when it dies. */
export class SimulatedPeers {
  readonly #sender: SimulatedSender;
  readonly #receiver: SimulatedReceiver;
  readonly #chance: Chance;
  #connections: Connection[] = [];
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
    return this.#connections.some(({ underWay, unheard }) => underWay.length + unheard.length > 0);
  }

  get isCarrying(): boolean {
    return this.#connections.some(({ underWay }) => underWay.length > 0);
  }

  closeAll(): void {
    for (const connection of this.#connections.splice(0)) this.#giveBack(connection);
  }

  step(nowMs: number, stepMs: number, weather: Weather, uplinkSpeed: number): void {
    this.#noticeDeath(nowMs, weather);
    this.#keep(nowMs, weather);
    if (weather.isPathDead) return;
    for (const connection of this.#connections) this.#hear(connection, nowMs);
    if (!weather.isPaused && this.#sender.decision.mayPeersTake) this.#fill(nowMs);
    const speed = Math.min(weather.connectionSpeed, Math.min(weather.pathSpeed, uplinkSpeed) / this.readyCount);
    for (const connection of this.#connections) this.#move(connection, (speed * stepMs) / 1000, weather);
  }

  #noticeDeath(nowMs: number, { isPathDead, isPaused, isReceiverAway }: Weather): void {
    this.#deadSinceMs = isPathDead || isReceiverAway ? (this.#deadSinceMs ?? nowMs) : null;
    if (this.#deadSinceMs !== null && nowMs - this.#deadSinceMs >= NOTICED_MS) this.closeAll();
    const ready = this.#connections.filter(({ isReady }) => isReady);
    for (const connection of ready) {
      if (isPaused || connection.underWay.length + connection.unheard.length === 0) connection.movedAtMs = nowMs;
    }
    const silent = ready.filter(({ movedAtMs }) => nowMs - movedAtMs > STALLED_MS);
    if (silent.length > 0 && silent.length === ready.length) this.closeAll();
    // What a single silent one holds is left over to the others.
    for (const connection of silent) {
      this.#giveBack(connection);
      Object.assign(connection, { underWay: [], unheard: [], sentBytes: 0, movedAtMs: nowMs });
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
      this.#sender.arrived(key, true);
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
        const key = this.#sender.take();
        if (key === null) return;
        if (connection.underWay.length === 0) connection.movedAtMs = nowMs;
        connection.underWay.push(key);
        room--;
        isAny = true;
      }
    }
  }

  #move(connection: Connection, bytes: number, { badChance }: Weather): void {
    if (!connection.isReady) return;
    connection.sentBytes += bytes;
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

  #giveBack({ underWay, unheard }: Connection): void {
    this.#sender.putBack([...unheard.map(({ key }) => key), ...underWay]);
  }
}

function windowOf({ ackedBlocks }: Connection): number {
  return Math.min(MOST_BLOCKS, FIRST_BLOCKS + Math.floor(ackedBlocks / 8));
}
