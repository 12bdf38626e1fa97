import { type ChildProcess, spawn } from 'node:child_process';

export interface ServiceOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

/** A program that runs beside the tests: started, stopped for a while, and ended as they like. */
export interface Service {
  /** With these beside its environment, this time. */
  start(more?: NodeJS.ProcessEnv): void;
  /** Ends it by a signal and waits until it is gone; its exit code, null when the signal killed it. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /** As if its machine had stood still: connections stay, nothing answers. */
  pause(): void;
  resume(): void;
  isRunning(): boolean;
  pid(): number | undefined;
  /** What it wrote, for the message when something fails. */
  output(): string;
}

/** Prepares a program; it runs once `start` is called, and goes with this process. */
export function startService(program: string, args: string[], options: ServiceOptions = {}): Service {
  let child: ChildProcess | undefined;
  let output = '';
  const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const endWithUs = () => child?.kill('SIGKILL');

  return {
    start(more): void {
      const env = more ? { ...(options.env ?? process.env), ...more } : options.env;
      child = spawn(program, args, { ...options, env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (text) => {
          output = (output + text).slice(-200_000);
        });
      }
      child.on('error', (error) => {
        output += error.message;
      });
      child.on('exit', () => process.off('exit', endWithUs));
      process.on('exit', endWithUs);
    },
    async kill(signal = 'SIGKILL') {
      if (!child || !isRunning()) return child?.exitCode ?? null;
      const running = child;
      const gone = new Promise<number | null>((resolve) => running.once('exit', resolve));
      running.kill(signal);
      return gone;
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    isRunning,
    pid: () => child?.pid,
    output: () => output,
  };
}
