import { blockCountOf } from '../../blocks.ts';
import { Chance } from './chance.ts';
import { SimulatedPeers } from './simulatedPeers.ts';
import { SimulatedReceiver } from './simulatedReceiver.ts';
import { SimulatedRelay } from './simulatedRelay.ts';
import { type SimulatedFile, SimulatedSender } from './simulatedSender.ts';
import { fairWeather, type Weather } from './weather.ts';

const ASK_MS = 500;

/** Two devices, the paths between them, and a relay; a real ladder decides. */
export class Simulation {
  readonly chance: Chance;
  readonly sender: SimulatedSender;
  readonly receiver = new SimulatedReceiver();
  readonly peers: SimulatedPeers;
  readonly relay: SimulatedRelay;
  readonly blockCount: number;
  readonly weather: Weather = { ...fairWeather };
  nowMs = 0;
  readonly #stepMs: number;
  /** When a new life of the sender asked the server what lies at the relay; null once it knows. */
  #askedAtMs: number | null = null;
  /** When a new life of the receiver told the server what it has; null once the sender knows. */
  #toldAtMs: number | null = null;

  constructor(parts: { seed: number; files: SimulatedFile[]; stepMs: number }) {
    this.chance = new Chance(parts.seed);
    this.#stepMs = parts.stepMs;
    this.blockCount = parts.files.reduce((sum, { sizeBytes }) => sum + blockCountOf(sizeBytes), 0);
    this.sender = new SimulatedSender(parts.files);
    this.peers = new SimulatedPeers(this.sender, this.receiver, this.chance);
    this.relay = new SimulatedRelay(this.sender, this.receiver, this.chance);
  }

  /** Both sides know that all is on the receiver's disk. */
  get isComplete(): boolean {
    return this.receiver.durable.size === this.blockCount && this.sender.ladder.queue.missingBytes === 0;
  }

  step(): void {
    this.nowMs += this.#stepMs;
    this.#answer();
    const { isPaused, isLeft, isReceiverAway, isRelayAllowed } = this.weather;
    this.sender.decide({
      nowMs: this.nowMs,
      isPaused,
      isLeft,
      isRelayAllowed: isRelayAllowed && this.#askedAtMs === null,
      isPeerPresent: !isReceiverAway,
      readyConnections: this.peers.readyCount,
      isStarving: false,
      hasUnacked: this.peers.hasUnacked,
      unackedBytes: this.peers.unackedBytes,
      mostConnections: 8,
    });
    const uplink = this.#shareUplink();
    this.peers.step(this.nowMs, this.#stepMs, this.weather, uplink.peers);
    this.relay.step(this.nowMs, this.#stepMs, this.weather, uplink.relay);
    if (!isReceiverAway) this.receiver.step(this.nowMs);
  }

  /** Half to each way; what one cannot use is the other's. */
  #shareUplink(): { peers: number; relay: number } {
    const { uplinkSpeed, connectionSpeed, pathSpeed, relaySpeed } = this.weather;
    const peers = this.peers.isCarrying ? Math.min(pathSpeed, this.peers.readyCount * connectionSpeed) : 0;
    const relay = this.relay.uploadCount > 0 ? relaySpeed : 0;
    const half = uplinkSpeed / 2;
    return {
      peers: Math.max(half, uplinkSpeed - Math.min(relay, half)),
      relay: Math.max(half, uplinkSpeed - Math.min(peers, half)),
    };
  }

  /** Runs until all has arrived; false when that takes longer. */
  runUntil(deadlineMs: number): boolean {
    while (this.nowMs < deadlineMs && !this.isComplete) this.step();
    return this.isComplete;
  }

  reloadReceiver(): void {
    this.peers.closeAll();
    this.sender.excusedBy.forgotten += this.receiver.reload();
    this.relay.forgetFetches();
    this.#toldAtMs = this.nowMs;
  }

  reloadSender(readableInMs: number): void {
    this.peers.closeAll();
    this.sender.excusedBy.forgotten += this.relay.loseUploads();
    // A new ladder does not know what the receiver has until it is told.
    this.sender.excusedBy.forgotten += this.receiver.durable.size + this.receiver.written.size;
    this.sender.reload(this.nowMs, readableInMs);
    this.#askedAtMs = this.nowMs;
  }

  #answer(): void {
    if (this.#toldAtMs !== null && this.nowMs - this.#toldAtMs >= ASK_MS && !this.weather.isReceiverAway) {
      this.#toldAtMs = null;
      this.sender.hears(this.receiver);
    }
    if (this.#askedAtMs === null || this.nowMs - this.#askedAtMs < ASK_MS) return;
    this.#askedAtMs = null;
    this.relay.adopt(this.nowMs);
    for (const key of this.receiver.durable) this.sender.arrived(key);
  }
}
