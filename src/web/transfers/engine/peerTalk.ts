import {
  type ControlMessage,
  type PauseReason,
  type PeerRole,
  PROTOCOL_VERSION,
  parseControl,
} from '../../../shared/transfers/control.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import { ControlLines } from './controlLines.ts';
import type { SessionEnd } from './engineReport.ts';
import { Pulse } from './pulse.ts';

type Obstacle = Exclude<PauseReason, 'asked'>;
/** The first is told: what waits for a person goes before what ends by itself. */
const obstacles: readonly Obstacle[] = ['disk_full', 'needs_file', 'mobile_data'];

export interface TalkParts {
  transferId: string;
  role: PeerRole;
  /** A message other than those that `PeerTalk` answers itself; false when it is not allowed. */
  onMessage(connId: number, message: ControlMessage): boolean;
  /** The other side said hello on this connection; `isNewEpoch` when it has forgotten what was under way. */
  onHello(connId: number, isNewEpoch: boolean): void;
  onPauseChange(): void;
  onEnded(end: SessionEnd): void;
  now(): number;
}

/** What both sides say on their control channels: hello, pausing, ending, and that they are there. See PROTOCOL.md [T4], [T15], [T16], [T20]. */
export class PeerTalk {
  readonly #parts: TalkParts;
  readonly epoch = crypto.randomUUID();
  /** What is said on them; one that dies is taken off by `remove`. */
  readonly lines = new ControlLines();
  readonly #pulse = new Pulse();
  #peerEpoch: string | null = null;
  #isAsked = false;
  readonly #obstacles = new Set<Obstacle>();
  pausedByPeer: PauseReason | null = null;
  ended: SessionEnd | null = null;
  isCompleted = false;

  constructor(parts: TalkParts) {
    this.#parts = parts;
  }

  get pausedBySelf(): PauseReason | null {
    if (this.#isAsked) return 'asked';
    return obstacles.find((one) => this.#obstacles.has(one)) ?? null;
  }

  get isPaused(): boolean {
    return this.pausedBySelf !== null || this.pausedByPeer !== null;
  }

  get isOver(): boolean {
    return this.ended !== null || this.isCompleted;
  }

  /** Whether the other side has said hello on a connection that still lives. */
  get isHandshaken(): boolean {
    return this.lines.haveHeard;
  }

  /** Whether the other side's engine is another than the one heard of before. */
  noteEpoch(epoch: string): boolean {
    const isNew = epoch !== this.#peerEpoch;
    if (isNew) this.#pulse.startAnew();
    this.#peerEpoch = epoch;
    return isNew;
  }

  /** Something told on a dead connection may be lost: all of it is told again on another. */
  remove(connId: number): void {
    if (!this.lines.remove(connId) || this.isOver) return;
    this.lines.tell(this.#hello());
    // Whoever is not met any more has nothing paused; met again, they say so again.
    if (!this.isHandshaken) this.#peerPaused(null);
  }

  sayHello(connId: number): void {
    this.lines.send(connId, this.#hello());
  }

  setAsked(isAsked: boolean): void {
    this.#changePause(() => {
      this.#isAsked = isAsked;
    });
  }

  /** Something other than the person's wish stands in the way, or no longer does. */
  setObstacle(obstacle: Obstacle, isThere: boolean): void {
    this.#changePause(() => {
      if (isThere) this.#obstacles.add(obstacle);
      else this.#obstacles.delete(obstacle);
    });
  }

  /** [T20] A few times a second. */
  tick(nowMs: number): void {
    if (this.isOver || this.isPaused || !this.isHandshaken) this.#pulse.heard(nowMs);
    else if (this.#pulse.isDue(nowMs)) this.lines.tellMet({ t: 'resume' });
  }

  /** For how long nothing has come from the other side, though it would say that it is there. */
  unheardMs(nowMs: number): number {
    return this.#pulse.unheardMs(nowMs);
  }

  receive(connId: number, data: unknown): void {
    if (this.isOver) return;
    this.#pulse.heard(this.#parts.now());
    const message = parseControl(data);
    const isFine = message !== null && this.#handle(connId, message);
    if (!isFine) this.end('bad_data');
  }

  /** Ends the session and tells the other side why. */
  end(reason: EndReason, by: SessionEnd['by'] = 'self'): void {
    if (this.isOver) return;
    this.ended = { reason, by };
    if (by === 'self') this.lines.tellAll({ t: 'end', reason });
    this.#parts.onEnded(this.ended);
  }

  /** All is verified on both sides. */
  complete(): void {
    if (this.isOver) return;
    this.isCompleted = true;
    this.lines.tellAll({ t: 'end', reason: 'completed' });
  }

  #handle(connId: number, message: ControlMessage): boolean {
    if (!this.lines.has(connId)) return true;
    if (message.t === 'hello') return this.#heardHello(connId, message);
    // Nothing but a hello may come first.
    if (!this.lines.hasHeardOn(connId)) return false;
    switch (message.t) {
      case 'pause':
        return this.#peerPaused(message.reason);
      case 'resume':
        if (this.pausedByPeer === null) this.#pulse.kept();
        return this.#peerPaused(null);
      case 'end':
        if (message.reason === 'completed') return this.#parts.onMessage(connId, message);
        this.end(message.reason, 'peer');
        return true;
      default:
        return this.#parts.onMessage(connId, message);
    }
  }

  #heardHello(connId: number, message: ControlMessage & { t: 'hello' }): boolean {
    const { transferId, role } = this.#parts;
    if (message.transferId !== transferId || message.role === role) return false;
    const isNewEpoch = this.noteEpoch(message.epoch);
    const isFirst = !this.lines.hasHeardOn(connId);
    this.lines.noteHeardOn(connId);
    // The first hello of either side may have been lost on one that did not listen yet; so the receiver answers each, and
    // the sender the first.
    if (role === 'receiver' || isFirst) this.sayHello(connId);
    this.#peerPaused(message.paused);
    this.#parts.onHello(connId, isNewEpoch);
    return true;
  }

  #peerPaused(reason: PauseReason | null): true {
    if (this.pausedByPeer !== reason) {
      this.pausedByPeer = reason;
      this.#parts.onPauseChange();
    }
    return true;
  }

  #changePause(change: () => void): void {
    const before = this.pausedBySelf;
    change();
    const after = this.pausedBySelf;
    if (before === after || this.isOver) return;
    this.lines.tellMet(after ? { t: 'pause', reason: after } : { t: 'resume' });
    this.#parts.onPauseChange();
  }

  #hello(): ControlMessage {
    const { transferId, role } = this.#parts;
    const { epoch, pausedBySelf: paused } = this;
    return { t: 'hello', version: PROTOCOL_VERSION, transferId: transferId as never, role, epoch, paused };
  }
}
