import { createMemo, createSignal, For, Show } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import { createCommand } from '../../core/createCommand.ts';
import { CommandError } from '../../matches/CommandError.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { createNow } from '../../ui/Time.tsx';
import { toaster } from '../../ui/toaster.ts';
import { movingLabel } from '../transferWords.ts';
import { nameOf, takenText } from './LinkRow.tsx';
import { revokeShare } from './ownShares.ts';
import { SharedLink } from './SharedLink.tsx';
import { type ShareEntry, shareEntry } from './shareStore.ts';
import { untilText } from './shareTerms.ts';

/** One of one's links, opened: to hand it on again, to see who takes it, to end it. */
export function LinkSheet(props: { id: ShareId; onClose: () => void }) {
  const entry = createMemo(() => shareEntry(props.id));
  const now = createNow();
  const [isAsking, setAsking] = createSignal(false);
  const revoke = createCommand(async () => {
    await revokeShare(props.id);
    toaster.show('The link leads nowhere now.', { tone: 'ok' });
    props.onClose();
  });
  return (
    <Show when={entry()}>
      {(known) => (
        <Sheet isOpen onClose={props.onClose} title={nameOf(known())} description={factsOf(known(), now())}>
          <div class="flex flex-col gap-5">
            <Show
              when={known().link}
              fallback={
                <Show when={!known().share.ended}>
                  <p class="text-muted">
                    Only the browser that made this link has it: it holds the key, which is kept nowhere else. You can
                    end it from here.
                  </p>
                </Show>
              }
            >
              <SharedLink id={props.id} />
            </Show>
            <Takers entry={known()} />
            <Show when={!known().share.ended}>
              <div class="border-t border-line pt-4">
                <Show
                  when={isAsking()}
                  fallback={
                    <Button look="danger" onClick={() => setAsking(true)}>
                      End this link
                    </Button>
                  }
                >
                  <p>
                    It leads nowhere from then on, what is stored is deleted, and downloads under way stop. What someone
                    has saved, they keep.
                  </p>
                  <div class="mt-3 flex flex-wrap gap-2">
                    <Button onClick={() => setAsking(false)}>Keep it</Button>
                    <Button look="danger" busy={revoke.pending()} onClick={() => void revoke.run()}>
                      End it now
                    </Button>
                  </div>
                </Show>
              </div>
            </Show>
            <CommandError errors={[revoke.error()]} />
          </div>
        </Sheet>
      )}
    </Show>
  );
}

function factsOf({ share }: ShareEntry, now: Date): string {
  const ended = {
    expired: 'It ran out; what was stored is deleted',
    revoked: 'You ended it; what was stored is deleted',
    used_up: 'It was taken as often as it may be; what was stored is deleted',
  };
  return [
    formatBytes(share.totalBytes),
    share.ended ? null : untilText(share.expiresAt, now),
    takenText(share),
    share.hasPassword && 'with a password',
    share.ended && ended[share.ended],
  ]
    .filter(Boolean)
    .join(' · ');
}

/** Who is downloading now; of those to whom this page sends directly, how far they are. */
function Takers(props: { entry: ShareEntry }) {
  const hosted = () => [...props.entry.hosted.values()];
  const others = () => Math.max(0, props.entry.share.openDownloads - hosted().length);
  return (
    <Show when={!props.entry.share.ended && hosted().length + others() > 0}>
      <div>
        <h3 class="text-sm font-semibold text-muted">Taking it now</h3>
        <ul class="mt-1 flex flex-col gap-1">
          <For each={hosted()}>
            {(one) => (
              <li>
                {one.bytesTotal > 0 ? Math.floor((one.bytesDone / one.bytesTotal) * 100) : 0} %
                <Show when={one.state === 'transferring'}>
                  <span class="text-muted"> · {movingLabel(one)}</span>
                </Show>
              </li>
            )}
          </For>
          <Show when={others() > 0}>
            <li class="text-muted">
              {others() === 1 ? 'One person takes it' : `${others()} people take it`} from the relay
            </li>
          </Show>
        </ul>
      </div>
    </Show>
  );
}
