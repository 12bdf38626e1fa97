import Pause from 'lucide-solid/icons/pause';
import Play from 'lucide-solid/icons/play';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import UserRound from 'lucide-solid/icons/user-round';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, Show, Suspense } from 'solid-js';
import { createCommand } from '../../core/createCommand.ts';
import { lazyPart } from '../../core/lazyPart.ts';
import { isOnline } from '../../core/online.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Beam } from '../Beam.tsx';
import { ConnectionDetails } from '../ConnectionDetails.tsx';
import { TroubleNote } from '../TroubleNote.tsx';
import { downloadWords } from './downloadWords.ts';
import { ShareFaces } from './ShareStage.tsx';
import { VisitHeading } from './VisitHeading.tsx';
import type { Visit } from './visit.ts';
import type { VisitState } from './visitState.ts';

const GiveUpDialog = lazyPart(() => import('./GiveUpDialog.tsx'));

/** It is coming: the light from them to you, how fast and how long. */
export default function DownloadingVisit(props: { visit: Visit; now: Extract<VisitState, { state: 'downloading' }> }) {
  const snapshot = () => props.now.snapshot;
  const words = createMemo(() =>
    downloadWords({
      from: props.now.from.username,
      snapshot: snapshot(),
      uploadedBytes: props.now.uploadedBytes,
      totalBytes: props.now.record.totalBytes,
      isDirect: props.now.record.isDirect,
      isOnline: isOnline(),
    }),
  );
  const done = () => {
    const now = snapshot();
    return now && now.bytesTotal > 0 ? now.bytesDone / now.bytesTotal : 0;
  };
  const isPaused = () => {
    const now = snapshot();
    return now?.state === 'paused' && now.by === 'self';
  };
  const canPause = () => ['transferring', 'waiting', 'connecting', 'reconnecting'].includes(snapshot()?.state ?? '');
  const [isAsking, setAsking] = createSignal(false);
  const again = createCommand(() => props.visit.again());

  return (
    <div class="flex flex-col gap-6">
      <ShareFaces files={props.now.manifest.files} isSmall />
      <VisitHeading from={props.now.from} manifest={props.now.manifest} />
      <Beam
        left={{ name: props.now.from.username, avatarUrl: props.now.from.avatarUrl }}
        right={{ name: 'You', icon: UserRound }}
        direction="right"
        state={words().beam}
        buckets={snapshot()?.blockMap.done.length ? snapshot()!.blockMap.done : emptyBuckets}
        flickering={snapshot()?.blockMap.reasked ?? []}
        done={done()}
        label={words().label}
      />
      <Show when={words().trouble}>{(trouble) => <TroubleNote trouble={trouble()} isUrgent />}</Show>
      <div class="flex flex-wrap items-center justify-center gap-2 empty:hidden">
        <Show
          when={!props.now.isElsewhere}
          fallback={<p class="text-muted">It runs in another tab of this browser.</p>}
        >
          {/* One button for both, so that whoever pressed it keeps the focus. */}
          <Show when={isPaused() || canPause()}>
            <Button
              look={isPaused() ? 'lit' : 'quiet'}
              icon={isPaused() ? Play : Pause}
              onClick={() => (isPaused() ? props.visit.resume() : props.visit.pause())}
            >
              {isPaused() ? 'Go on' : 'Pause'}
            </Button>
          </Show>
          <Show when={words().canTryAgain}>
            <Button look="lit" icon={RotateCw} busy={again.pending()} onClick={() => void again.run()}>
              Try again
            </Button>
          </Show>
          <Button look="bare" icon={X} onClick={() => setAsking(true)}>
            Cancel
          </Button>
        </Show>
      </div>
      <p class="text-center text-sm text-muted">
        Keep this page open until all is here. Should it close, open the same link again: it goes on from{' '}
        {formatBytes(snapshot()?.bytesDone ?? 0)}.
      </p>
      <Show when={snapshot()}>{(now) => <ConnectionDetails snapshot={now()} />}</Show>
      <Suspense>
        <Show when={isAsking()}>
          <GiveUpDialog
            heldBytes={snapshot()?.bytesDone ?? 0}
            onClose={() => setAsking(false)}
            onGiveUp={() => props.visit.giveUp()}
          />
        </Show>
      </Suspense>
    </div>
  );
}

const emptyBuckets = Array.from({ length: 200 }, () => 0);
