import { Beam } from '../transfers/Beam.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Mark } from './Mark.tsx';
import { createArrivalFocus } from './routeFocus.ts';
import { createTitle } from './title.ts';

/** A transfer two thirds through, with one block that is asked for again: what the beam looks like when it works. */
const buckets = Array.from({ length: 120 }, (_, index) => (index < 74 ? 1 : index < 78 ? 0.5 : 0));

/** What someone sees who is not signed in: what this is, and the two ways in. One screen. */
export default function WelcomeScreen() {
  createTitle(() => undefined);
  let heading: HTMLHeadingElement | undefined;
  createArrivalFocus(() => heading);
  return (
    <div class="pool flex min-h-dvh flex-col">
      <header class="page-width flex items-center gap-2.5 pt-[max(1.25rem,var(--safe-top))] font-display text-lg font-semibold">
        <Mark class="size-8" /> Spotlight
      </header>
      <main class="page-width flex flex-1 flex-col justify-center gap-8 py-8 pb-[max(2rem,var(--safe-bottom))]">
        <div>
          <h1 ref={heading} class="max-w-120 text-4xl sm:text-5xl">
            You filmed me. I filmed you. Let us swap.
          </h1>
          <p class="mt-4 max-w-112 text-lg text-muted">
            Give each other large videos on the spot, from phone to phone, in full quality. Nobody in between can see
            them.
          </p>
        </div>
        {/* A picture of it, not a transfer: its own semantics would announce one. */}
        <div role="img" aria-label="A video on its way from Mira to Jonas, drawn as a beam of light">
          <Beam
            left={{ name: 'Mira' }}
            right={{ name: 'Jonas' }}
            direction="right"
            state="moving"
            buckets={buckets}
            label="direct, 18 MB/s, 2 min left"
          />
        </div>
        <nav aria-label="Ways in" class="flex flex-col gap-3 sm:flex-row">
          <LinkButton look="lit" href="/register" class="sm:px-8">
            Create account
          </LinkButton>
          <LinkButton href="/login" class="sm:px-8">
            Log in
          </LinkButton>
        </nav>
      </main>
    </div>
  );
}
