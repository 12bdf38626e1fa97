import type { EndReason } from '../../../shared/transfers/transfer.ts';
import type { EngineReport } from './engineReport.ts';
import { channelsOf, type EngineChannels, type StartMessage, type ToWorker, type WorkerScope } from './workerScope.ts';

/** What the two engines have in common, as the worker drives them. */
export interface Engine {
  addConnection(connId: number, channels: EngineChannels): void;
  removeConnection(connId: number): void;
  pause(): void;
  resume(): void;
  cancel(reason: EndReason): void;
  close(): Promise<void>;
  report(nowMs: number): EngineReport;
}

const TICK_MS = 200;
/** As often as figures can be read; each report costs the page a drawing. What happens meanwhile is told at once. */
const TICKS_PER_REPORT = 2;

export interface RunnerParts<E extends Engine> {
  start(message: StartMessage, reportNow: () => void): Promise<E>;
  tick(engine: E): void;
  other?(engine: E, message: ToWorker): void;
}

/** Runs one engine in this worker: messages in, reports out. The timer only reports and looks after; bytes never wait for it. */
export function runEngine<E extends Engine>(scope: WorkerScope, parts: RunnerParts<E>): void {
  let starting: Promise<E> | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;

  const fail = (error: unknown) => {
    console.error('the transfer engine failed', error);
    scope.postMessage({ kind: 'failed', message: String(error) });
  };

  function begin(message: StartMessage): Promise<E> {
    const engine = parts.start(message, reportNow);
    engine.then((running) => {
      let ticks = 0;
      timer = setInterval(() => {
        parts.tick(running);
        if (++ticks % TICKS_PER_REPORT === 0) reportNow();
      }, TICK_MS);
      reportNow();
    }, fail);
    return engine;
  }

  function reportNow() {
    void starting?.then((engine) => scope.postMessage({ kind: 'report', report: engine.report(performance.now()) }));
  }

  async function close() {
    if (timer) clearInterval(timer);
    const engine = await starting?.catch(() => null);
    if (engine) scope.postMessage({ kind: 'report', report: engine.report(performance.now()) });
    await engine?.close().catch(fail);
    scope.postMessage({ kind: 'closed' });
  }

  function handle(engine: E, message: ToWorker) {
    switch (message.kind) {
      case 'link-closed':
        return engine.removeConnection(message.connId);
      case 'pause':
      case 'resume':
        engine[message.kind]();
        return reportNow();
      case 'cancel':
        return engine.cancel(message.reason);
      default:
        return parts.other?.(engine, message);
    }
  }

  scope.onmessage = ({ data: message }) => {
    if (message.kind === 'start') starting = begin(message);
    else if (message.kind === 'close') void close();
    // Channels must be listened to in this very task, or what comes at once is lost: hence they are made after `start`
    // has been answered with a first report.
    else if (message.kind === 'channels')
      void starting?.then(
        (engine) => engine.addConnection(message.connId, channelsOf(message)),
        () => {},
      );
    else
      void starting?.then(
        (engine) => handle(engine, message),
        () => {},
      );
  };
  scope.postMessage({ kind: 'up' });
}
