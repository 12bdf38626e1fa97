import type { IceSetup } from '../../../shared/transfers/transfer.ts';
import type { LinkEnvironment } from './linkEnvironment.ts';

/** Where the servers come from that help two browsers meet. */
export interface IceSource {
  ask(): Promise<IceSetup>;
  /** What holds until the server has said more: whoever hides their address must not show it meanwhile. */
  policyUntilThen(): IceSetup['transportPolicy'];
}

export interface IceKeeperParts {
  source: IceSource;
  environment: Pick<LinkEnvironment, 'setTimer'>;
  /** Connections in use get what was asked for anew, or what came too late for them. */
  onRenewed(setup: IceSetup): void;
  isNeeded(): boolean;
}

const answerTimeoutMs = 3000;
/** Of the life of the credentials: late enough to be rare, early enough for a few tries on a bad network. */
const renewAfter = 0.7;
const tryAgainMs = 5000;

/** Keeps the ICE servers and their credentials fresh for the connections to one peer. */
export function makeIceKeeper({ source, environment, onRenewed, isNeeded }: IceKeeperParts) {
  let known: IceSetup | null = null;
  let cancelRenewal: (() => void) | null = null;
  let isClosed = false;

  function take(setup: IceSetup): IceSetup {
    known = setup;
    // The oldest credentials in use set the time: each connection may have been made with others.
    if (setup.lifeMs !== null && !isClosed) renewIn(setup.lifeMs * renewAfter);
    return setup;
  }

  function renewIn(ms: number) {
    cancelRenewal ??= environment.setTimer(() => {
      cancelRenewal = null;
      if (isNeeded()) void renew();
    }, ms);
  }

  const renew = () =>
    source
      .ask()
      .then(take, () => null)
      .then(heardLate);

  function heardLate(setup: IceSetup | null) {
    if (isClosed) return;
    if (setup) onRenewed(setup);
    else renewIn(tryAgainMs);
  }

  return {
    /** Two people in one hall need no server at all: one that cannot be reached must not keep them waiting. */
    async fresh(): Promise<IceSetup> {
      let cancelTimeout = () => {};
      const timeout = new Promise<void>((resolve) => {
        cancelTimeout = environment.setTimer(resolve, answerTimeoutMs);
      });
      const answer = source.ask().then(take, () => null);
      await Promise.race([answer, timeout]);
      cancelTimeout();
      if (known) return known;
      void answer.then(heardLate);
      return { iceServers: [], lifeMs: null, transportPolicy: source.policyUntilThen() };
    },

    close() {
      isClosed = true;
      cancelRenewal?.();
    },
  };
}
