import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The network lab's way to the system's own tools. */
export function system(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`${[program, ...args].join(' ')}: ${stderr?.trim() || String(error)}`);
  }
}

/** Why the lab cannot run here, in words; null when it can. */
export function whyNoLab(): string | null {
  if (process.getuid?.() !== 0)
    return 'The network lab makes network namespaces, which only root may: sudo npm run lab';
  const missing = ['/usr/sbin/nft', '/usr/bin/python3', '/dev/net/tun'].filter((path) => !existsSync(path));
  if (missing.length > 0) return `The network lab needs ${missing.join(' and ')}, which this machine lacks.`;
  const probe = `spotlight-probe-${process.pid}`;
  try {
    system('ip', 'netns', 'add', probe);
    system('ip', 'netns', 'del', probe);
    return null;
  } catch (error) {
    return `The network lab may not make network namespaces here: ${(error as Error).message}`;
  }
}
