import { fileRunsOf } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import {
  type ControlMessage,
  inMessages,
  type PauseReason,
  type PeerRole,
  PROTOCOL_VERSION,
  parseControl,
} from '../../../shared/transfers/control.ts';
import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { SessionEnd } from './engineReport.ts';
import { Pulse } from './pulse.ts';
import type { WireChannel } from './wireChannel.ts';

/** Kept while a connection is being closed, so that the reason for it still gets through. */
const FAREWELL_MS = 2000;

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

interface Line {
  control: WireChannel;
  hasHeard: boolean;
}

/** What both sides do with their control channels: hello, pausing, ending, and that they are there. See PROTOCOL.md [T4], [T15], [T16], [T20]. */
export class PeerTalk {
  readonly #parts: TalkParts;
  readonly epoch = crypto.randomUUID();
  readonly #lines = new Map<number, Line>();
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
    return [...this.#lines.values()].some(({ hasHeard }) => hasHeard);
  }

  /** Whether the other side's engine is another than the one heard of before. */
  noteEpoch(epoch: string): boolean {
    const isNew = epoch !== this.#peerEpoch;
    if (isNew) this.#pulse.startAnew();
    this.#peerEpoch = epoch;
    return isNew;
  }

  add(connId: number, control: WireChannel): void {
    this.#lines.set(connId, { control, hasHeard: false });
  }

  /** Something told on a dead connection may be lost: all of it is told again on another. */
  remove(connId: number): void {
    if (!this.#lines.delete(connId) || this.isOver) return;
    this.#sayHelloOn(this.#bestLine());
    // Whoever is not met any more has nothing paused; met again, they say so again.
    if (!this.isHandshaken) this.#peerPaused(null);
  }

  sayHello(connId: number): void {
    this.#sayHelloOn(this.#lines.get(connId));
  }

  send(connId: number, message: ControlMessage): void {
    sendOn(this.#lines.get(connId), message);
  }

  /** Tells the other side on whichever connection serves. */
  tell(message: ControlMessage): void {
    sendOn(this.#bestLine(), message);
  }

  tellBlocks(t: 'have' | 'need', runs: BlockRun[]): void {
    for (const blocks of inMessages(runs)) this.tell({ t, blocks });
  }

  sendBlocks(connId: number, t: 'have' | 'need', runs: BlockRun[]): void {
    for (const blocks of inMessages(runs)) this.send(connId, { t, blocks });
  }

  tellVerified(files: number[]): void {
    for (const runs of inMessages(fileRunsOf(files))) this.tell({ t: 'verified', files: runs });
  }

  sendVerified(connId: number, files: number[]): void {
    for (const runs of inMessages(fileRunsOf(files))) this.send(connId, { t: 'verified', files: runs });
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
    else if (this.#pulse.isDue(nowMs)) this.#tellMet({ t: 'resume' });
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
    if (by === 'self') this.#tellAll({ t: 'end', reason });
    this.#parts.onEnded(this.ended);
  }

  /** All is verified on both sides. */
  complete(): void {
    if (this.isOver) return;
    this.isCompleted = true;
    this.#tellAll({ t: 'end', reason: 'completed' });
  }

  /** Closes the control channels and resolves when the last words have left, or no one listens any more. */
  async close(): Promise<void> {
    const started = Date.now();
    const lines = [...this.#lines.values()];
    while (lines.some(({ control }) => control.isOpen && control.bufferedAmount > 0)) {
      if (Date.now() - started > FAREWELL_MS) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const { control } of lines) control.close();
    // `closing` is not enough: ending the connection then would take the last words with it.
    while (lines.some(({ control }) => !control.isClosed) && Date.now() - started < FAREWELL_MS) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  #handle(connId: number, message: ControlMessage): boolean {
    const line = this.#lines.get(connId);
    if (!line) return true;
    if (message.t === 'hello') return this.#heardHello(connId, line, message);
    // Nothing but a hello may come first.
    if (!line.hasHeard) return false;
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

  #heardHello(connId: number, line: Line, message: ControlMessage & { t: 'hello' }): boolean {
    const { transferId, role } = this.#parts;
    if (message.transferId !== transferId || message.role === role) return false;
    const isNewEpoch = this.noteEpoch(message.epoch);
    const isFirst = !line.hasHeard;
    line.hasHeard = true;
    // The first hello of either side may have been lost on one that did not listen yet; so the receiver answers each, and
    // the sender the first.
    if (role === 'receiver' || isFirst) this.#sayHelloOn(line);
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
    this.#tellMet(after ? { t: 'pause', reason: after } : { t: 'resume' });
    this.#parts.onPauseChange();
  }

  #sayHelloOn(line: Line | undefined): void {
    const { transferId, role } = this.#parts;
    const { epoch, pausedBySelf: paused } = this;
    sendOn(line, { t: 'hello', version: PROTOCOL_VERSION, transferId: transferId as never, role, epoch, paused });
  }

  /** On each connection: what was said before on a slower one must not be the last word. */
  #tellMet(message: ControlMessage): void {
    for (const line of this.#lines.values()) if (line.hasHeard) sendOn(line, message);
  }

  #bestLine(): Line | undefined {
    const lines = [...this.#lines.values()].filter(({ control }) => control.isOpen);
    return lines.find(({ hasHeard }) => hasHeard) ?? lines[0];
  }

  #tellAll(message: ControlMessage): void {
    for (const line of this.#lines.values()) sendOn(line, message);
  }
}

function sendOn(line: Line | undefined, message: ControlMessage): void {
  if (!line?.control.isOpen) return;
  try {
    line.control.send(JSON.stringify(message));
  } catch {
    // It closed just now; its `close` event gives everything back.
  }
}
