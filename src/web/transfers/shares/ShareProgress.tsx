import Link from 'lucide-solid/icons/link';
import Play from 'lucide-solid/icons/play';
import { createMemo, Show } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import { account } from '../../accounts/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Beam } from '../Beam.tsx';
import { goOnAnyway } from '../dataSaver.ts';
import { TroubleNote } from '../TroubleNote.tsx';
import { asTransferId } from './asTransferId.ts';
import { ShareFilesAgain } from './ShareFilesAgain.tsx';
import { type ShareEntry, shareEntry } from './shareStore.ts';
import { uploadWords, waitsForWifi } from './uploadWords.ts';

/** A link's upload as light from oneself to where it will be taken; what is wrong with it, and what can be done. */
export function ShareProgress(props: { id: ShareId; size?: 'small' }) {
  const entry = createMemo(() => shareEntry(props.id));
  return (
    <Show when={entry()}>
      {(known) => {
        const words = createMemo(() => uploadWords(known()));
        return (
          <div class="flex flex-col gap-3">
            <Beam
              left={{ name: 'You', face: account()?.username, avatarUrl: account()?.avatarUrl ?? null }}
              right={{ name: 'Link', icon: Link }}
              direction="right"
              state={words().beam}
              closedWords="All there"
              buckets={bucketsOf(known())}
              done={doneOf(known())}
              label={words().label}
              {...(props.size && { size: props.size })}
            />
            <Show when={words().trouble}>{(trouble) => <TroubleNote trouble={trouble()} isUrgent />}</Show>
            <Show when={waitsForWifi(known().snapshot)}>
              <Button icon={Play} class="self-center" onClick={() => goOnAnyway(asTransferId(props.id))}>
                Go on anyway
              </Button>
            </Show>
            <ShareFilesAgain entry={known()} />
          </div>
        );
      }}
    </Show>
  );
}

function doneOf({ share, snapshot }: ShareEntry): number {
  const bytes = Math.max(share.uploadedBytes, snapshot?.bytesDone ?? 0);
  return share.totalBytes > 0 ? Math.min(1, bytes / share.totalBytes) : 1;
}

/** Which blocks are there, where this browser brings them; else only how many. They come from the back. */
function bucketsOf(entry: ShareEntry): number[] {
  const blocks = entry.snapshot?.blockMap.done;
  if (blocks?.length && entry.share.uploadedBytes < entry.share.totalBytes) return blocks;
  const empty = Math.round((1 - doneOf(entry)) * 200);
  return Array.from({ length: 200 }, (_, index) => (index < empty ? 0 : 1));
}
