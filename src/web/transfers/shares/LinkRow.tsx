import LinkIcon from 'lucide-solid/icons/link';
import LockKeyhole from 'lucide-solid/icons/lock-keyhole';
import { createMemo, Show } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import type { Share } from '../../../shared/transfers/shares/share.ts';
import { Badge } from '../../ui/Badge.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { iconStroke } from '../../ui/icon.ts';
import { ListRow } from '../../ui/ListRow.tsx';
import { createNow } from '../../ui/Time.tsx';
import { FileFace } from '../FileFace.tsx';
import { ShareProgress } from './ShareProgress.tsx';
import { shareEntry } from './shareStore.ts';
import { untilText } from './shareTerms.ts';
import { namesOf } from './shareTexts.ts';
import { isComing } from './uploadWords.ts';

/** One link in the list: what it leads to, until when, how often it was taken, and who takes it now. */
export function LinkRow(props: { id: ShareId; onOpen: () => void }) {
  const entry = createMemo(() => shareEntry(props.id));
  const now = createNow();
  return (
    <Show when={entry()}>
      {(known) => (
        <>
          <ListRow
            onClick={props.onOpen}
            leading={
              <Show
                when={known().manifest?.files[0]}
                fallback={
                  <span class="grid size-11 shrink-0 place-items-center rounded-control bg-raised text-muted">
                    <LinkIcon size={22} strokeWidth={iconStroke} aria-hidden="true" />
                  </span>
                }
              >
                {(file) => <FileFace file={file()} class="size-11" />}
              </Show>
            }
            title={<bdi class="break-words">{nameOf(known())}</bdi>}
            detail={detailOf(known().share, now())}
            trailing={<State share={known().share} />}
          />
          <Show when={isComing(known())}>
            <div class="pr-3 pb-2 pl-17">
              <ShareProgress id={props.id} size="small" />
            </div>
          </Show>
        </>
      )}
    </Show>
  );
}

export function nameOf({ share, manifest }: NonNullable<ReturnType<typeof shareEntry>>): string {
  if (manifest) return namesOf(manifest.files);
  return `${formatCount(share.fileCount, 'file', 'files')} from another device`;
}

function detailOf(share: Share, now: Date): string {
  const ended = { expired: 'ran out', revoked: 'ended by you', used_up: 'used up' };
  return [formatBytes(share.totalBytes), share.ended ? ended[share.ended] : untilText(share.expiresAt, now)].join(
    ' · ',
  );
}

export function takenText({ downloads, mostDownloads }: Share): string {
  if (mostDownloads === null) return downloads === 0 ? 'not taken yet' : `taken ${downloads}×`;
  return `taken ${downloads} of ${mostDownloads}`;
}

/** How often it was taken, whether behind a password, and by how many right now. */
function State(props: { share: Share }) {
  return (
    <>
      <span class="flex items-center gap-1.5">
        <Show when={props.share.hasPassword}>
          <LockKeyhole size={14} strokeWidth={iconStroke} role="img" aria-label="with a password" />
        </Show>
        {takenText(props.share)}
      </span>
      <Show when={!props.share.ended && props.share.openDownloads > 0}>
        <Badge tone="light">{props.share.openDownloads} taking it</Badge>
      </Show>
    </>
  );
}
