/** One thing that serving stands on. */
export interface Footing {
  name: string;
  /** Fails, or never answers, while it is away. */
  ask(): Promise<unknown>;
  /** Without it nothing can be served; without the others, less. */
  isNeeded: boolean;
}

export interface Standing {
  status: 'ready' | 'degraded' | 'unavailable' | 'draining';
  parts: { name: string; state: 'ok' | 'failed' | 'no answer'; ms: number }[];
}

/** Whether a load balancer may send people here. */
export interface Readiness {
  /** From now on nobody new is to come: the process is on its way out. */
  drain(): void;
  isDraining(): boolean;
  look(): Promise<Standing>;
}

const ANSWER_LIMIT_MS = 3000;
/** Anyone may ask, and often: the footings are asked once in a while for all of them. */
const FRESH_MS = 1000;

export function makeReadiness(footings: readonly Footing[], answerLimitMs = ANSWER_LIMIT_MS): Readiness {
  let isDraining = false;
  let last: { at: number; parts: Promise<Standing['parts']> } | undefined;

  function askAll(): Promise<Standing['parts']> {
    const now = performance.now();
    if (!last || now - last.at > FRESH_MS) {
      last = { at: now, parts: Promise.all(footings.map((footing) => askOne(footing, answerLimitMs))) };
    }
    return last.parts;
  }

  return {
    drain: () => {
      isDraining = true;
    },
    isDraining: () => isDraining,
    async look() {
      const parts = await askAll();
      if (isDraining) return { status: 'draining', parts };
      const missing = footings.filter((_, index) => parts[index]?.state !== 'ok');
      if (missing.length === 0) return { status: 'ready', parts };
      return { status: missing.some(({ isNeeded }) => isNeeded) ? 'unavailable' : 'degraded', parts };
    },
  };
}

async function askOne({ name, ask }: Footing, limitMs: number): Promise<Standing['parts'][number]> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<'no answer'>((resolve) => {
    timer = setTimeout(resolve, limitMs, 'no answer').unref();
  });
  const asked = Promise.resolve()
    .then(ask)
    .then(
      () => 'ok' as const,
      () => 'failed' as const,
    );
  const state = await Promise.race([asked, tooLate]);
  clearTimeout(timer);
  return { name, state, ms: Math.round(performance.now() - begun) };
}
