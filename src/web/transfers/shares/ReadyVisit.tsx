import Download from 'lucide-solid/icons/download';
import LockKeyhole from 'lucide-solid/icons/lock-keyhole';
import { createEffect, createSignal, For, onCleanup, Show } from 'solid-js';
import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { textOf } from '../../core/errorText.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { iconStroke } from '../../ui/icon.ts';
import { createNow } from '../../ui/Time.tsx';
import type { StorageRoom } from '../engine/storageRoom.ts';
import { FileFace } from '../FileFace.tsx';
import { Fold } from '../Fold.tsx';
import { createVisitCommand } from './createVisitCommand.ts';
import { ShareFaces, ShareStage } from './ShareStage.tsx';
import { leftText, untilText } from './shareTerms.ts';
import { VisitHeading } from './VisitHeading.tsx';
import type { Visit } from './visit.ts';
import type { VisitState } from './visitState.ts';

/** All is known but nothing has come yet: one tap begins. */
export default function ReadyVisit(props: { visit: Visit; now: Extract<VisitState, { state: 'ready' }> }) {
  const now = createNow();
  const facts = () => props.now.facts;
  const files = () => props.now.manifest.files;
  const download = createVisitCommand(() => props.visit.download());
  const known = createRoom(() => facts().totalBytes);
  const terms = () =>
    [untilText(facts().expiresAt, now()), leftText(facts().downloadsLeft)].filter(Boolean).join(' · ');
  const start = () => {
    // Some browsers put this question to the person, who knows now what it is about.
    void navigator.storage?.persist?.().catch(() => {});
    void download.run();
  };

  return (
    <ShareStage from={props.now.from}>
      <ShareFaces files={files()} />
      <div class="mt-6">
        <VisitHeading from={props.now.from} manifest={props.now.manifest} more={capital(terms())} />
      </div>
      <div class="mx-auto mt-6 flex max-w-96 flex-col gap-3">
        <Show when={download.error()}>
          {(error) => (
            <Show
              when={error().code === 'request.not_found'}
              fallback={<ErrorNote what={textOf(error())} onRetry={start} retrying={download.pending()} />}
            >
              <ErrorNote what={textOf(error())} onRetry={() => location.reload()} retryLabel="Reload" />
            </Show>
          )}
        </Show>
        <Button
          look="lit"
          wide
          icon={Download}
          class="min-h-14! text-lg"
          busy={download.pending()}
          disabled={known()?.fits === false || facts().downloadsLeft === 0}
          onClick={start}
        >
          Download
        </Button>
        <Show when={known()}>
          {(found) => (
            <p
              role="status"
              class={found().fits ? 'text-center text-sm text-muted' : 'text-center text-sm text-danger'}
            >
              {found().fits
                ? `It fits: ${formatBytes(found().availableBytes)} are free on this device.`
                : found().isLimited
                  ? `This private window takes about ${formatBytes(found().availableBytes)}. Open the link in a normal window.`
                  : `It does not fit: only ${formatBytes(found().availableBytes)} are free here. Make some room, then come back here.`}
            </p>
          )}
        </Show>
        <Show when={facts().uploadedBytes < facts().totalBytes}>
          <p class="text-center text-sm text-muted">
            {formatBytes(facts().uploadedBytes)} of it are here so far. You can begin; the rest follows while{' '}
            {props.now.from.username} is online.
          </p>
        </Show>
      </div>
      <Show when={files().length > 1}>
        <div class="mx-auto mt-4 max-w-112">
          <Fold title={`What is in it: ${formatCount(files().length, 'file', 'files')}`}>
            <FileList files={files()} />
          </Fold>
        </div>
      </Show>
      <Sealed from={props.now.from.username} isDirect={facts().isDirect} />
    </ShareStage>
  );
}

/** Whether it fits, looked at again while it does not. Undefined until that is known. */
function createRoom(totalBytes: () => number): () => StorageRoom | undefined {
  const [room, setRoom] = createSignal<StorageRoom>();
  createEffect(() => {
    const bytes = totalBytes();
    const looking = import('../engine/lookForRoom.ts')
      .then(({ lookForRoom }) => lookForRoom(bytes, setRoom))
      .catch(() => null);
    onCleanup(() => void looking.then((stop) => stop?.()));
  });
  return room;
}

const MOST_LISTED = 200;

function FileList(props: { files: readonly ManifestFile[] }) {
  return (
    <ul class="divide-y divide-line text-base">
      <For each={props.files.slice(0, MOST_LISTED)}>
        {(file) => (
          <li class="flex items-center gap-3 py-2">
            <FileFace file={file} class="size-11" />
            <bdi class="min-w-0 flex-1 break-words">{file.name}</bdi>
            <span class="shrink-0 text-sm text-muted">{formatBytes(file.sizeBytes)}</span>
          </li>
        )}
      </For>
      <Show when={props.files.length > MOST_LISTED}>
        <li class="py-2 text-muted">and {props.files.length - MOST_LISTED} more</li>
      </Show>
    </ul>
  );
}

/** Why one may trust it, and what a direct way shows of oneself. */
function Sealed(props: { from: string; isDirect: boolean }) {
  return (
    <p class="mx-auto mt-6 flex max-w-112 gap-2.5 text-sm text-muted">
      <LockKeyhole size={18} strokeWidth={iconStroke} aria-hidden="true" class="mt-0.5 shrink-0" />
      <span>
        Sealed on {props.from}’s device. Only your link opens it: this server cannot.
        {props.isDirect
          ? ` If ${props.from} is online it also comes straight from their device, which then sees your network address.`
          : ''}
      </span>
    </p>
  );
}

const capital = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());
