/** One thing that serving depends on. */
export interface ReadinessCheck {
  name: string;
  /** Fails, or never answers, while it is away. */
  check(): Promise<unknown>;
  /** Without it nothing can be served; without the others, less. */
  isRequired: boolean;
}

/** What `/health/ready` answers. */
export interface ReadinessReport {
  status: 'ready' | 'degraded' | 'unavailable' | 'draining';
  parts: { name: string; state: 'ok' | 'failed' | 'no answer'; ms: number }[];
}

/** Whether a load balancer may send people here. */
export interface Readiness {
  /** From now on nobody new is to come: the process is on its way out. */
  drain(): void;
  isDraining(): boolean;
  report(): Promise<ReadinessReport>;
}

const ANSWER_LIMIT_MS = 3000;
/** Anyone may ask, and often: the checks are made once in a while for all of them. */
const FRESH_MS = 1000;

export function makeReadiness(checks: readonly ReadinessCheck[], answerLimitMs = ANSWER_LIMIT_MS): Readiness {
  let isDraining = false;
  let last: { at: number; parts: Promise<ReadinessReport['parts']> } | undefined;

  function checkAll(): Promise<ReadinessReport['parts']> {
    const now = performance.now();
    if (!last || now - last.at > FRESH_MS) {
      last = { at: now, parts: Promise.all(checks.map((check) => runCheck(check, answerLimitMs))) };
    }
    return last.parts;
  }

  return {
    drain: () => {
      isDraining = true;
    },
    isDraining: () => isDraining,
    async report() {
      const parts = await checkAll();
      if (isDraining) return { status: 'draining', parts };
      const missing = checks.filter((_, index) => parts[index]?.state !== 'ok');
      if (missing.length === 0) return { status: 'ready', parts };
      return { status: missing.some(({ isRequired }) => isRequired) ? 'unavailable' : 'degraded', parts };
    },
  };
}

async function runCheck({ name, check }: ReadinessCheck, limitMs: number): Promise<ReadinessReport['parts'][number]> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'no answer'>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'no answer').unref();
  });
  const checked = Promise.resolve()
    .then(check)
    .then(
      () => 'ok' as const,
      () => 'failed' as const,
    );
  const state = await Promise.race([checked, tooLate]);
  clearTimeout(timer);
  return { name, state, ms: Math.round(performance.now() - begun) };
}
