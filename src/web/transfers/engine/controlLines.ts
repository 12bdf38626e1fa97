import { fileRunsOf } from '../../../shared/transfers/blockRuns.ts';
import type { BlockRun } from '../../../shared/transfers/blocks.ts';
import { type ControlMessage, inMessages } from '../../../shared/transfers/control.ts';
import type { WireChannel } from './wireChannel.ts';

/** Kept while a connection is being closed, so that the reason for it still gets through. */
const FAREWELL_MS = 2000;

interface Line {
  control: WireChannel;
  hasHeard: boolean;
}

/** The control channels: on which of them the other side was heard, and saying something on one, the best, or all. */
export class ControlLines {
  readonly #lines = new Map<number, Line>();

  /** Whether the other side was heard on one that still lives. */
  get haveHeard(): boolean {
    return [...this.#lines.values()].some(({ hasHeard }) => hasHeard);
  }

  add(connId: number, control: WireChannel): void {
    this.#lines.set(connId, { control, hasHeard: false });
  }

  /** False when there is none of that number. */
  remove(connId: number): boolean {
    return this.#lines.delete(connId);
  }

  has(connId: number): boolean {
    return this.#lines.has(connId);
  }

  hasHeardOn(connId: number): boolean {
    return this.#lines.get(connId)?.hasHeard ?? false;
  }

  noteHeardOn(connId: number): void {
    const line = this.#lines.get(connId);
    if (line) line.hasHeard = true;
  }

  send(connId: number, message: ControlMessage): void {
    sendOn(this.#lines.get(connId), message);
  }

  sendBlocks(connId: number, t: 'have' | 'need', runs: BlockRun[]): void {
    for (const blocks of inMessages(runs)) this.send(connId, { t, blocks });
  }

  sendVerified(connId: number, files: number[]): void {
    for (const runs of inMessages(fileRunsOf(files))) this.send(connId, { t: 'verified', files: runs });
  }

  /** Tells the other side on whichever connection serves. */
  tell(message: ControlMessage): void {
    sendOn(this.#bestLine(), message);
  }

  tellBlocks(t: 'have' | 'need', runs: BlockRun[]): void {
    for (const blocks of inMessages(runs)) this.tell({ t, blocks });
  }

  tellVerified(files: number[]): void {
    for (const runs of inMessages(fileRunsOf(files))) this.tell({ t: 'verified', files: runs });
  }

  /** On each connection: what was said before on a slower one must not be the last word. */
  tellMet(message: ControlMessage): void {
    for (const line of this.#lines.values()) if (line.hasHeard) sendOn(line, message);
  }

  tellAll(message: ControlMessage): void {
    for (const line of this.#lines.values()) sendOn(line, message);
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

  #bestLine(): Line | undefined {
    const lines = [...this.#lines.values()].filter(({ control }) => control.isOpen);
    return lines.find(({ hasHeard }) => hasHeard) ?? lines[0];
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
