import RotateCw from 'lucide-solid/icons/rotate-cw';
import UserRound from 'lucide-solid/icons/user-round';
import { createMemo, Show } from 'solid-js';
import { createCommand } from '../../core/createCommand.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../ui/format.ts';
import { dayInText } from '../../ui/timeText.ts';
import { Beam } from '../Beam.tsx';
import { keptUntil } from '../engine/keeping.ts';
import { isUnsaved } from '../files/savedFiles.ts';
import { MayGoSooner } from '../MayGoSooner.tsx';
import { ReceivedFiles } from '../ReceivedFiles.tsx';
import { VisitHeading } from './VisitHeading.tsx';
import type { Visit } from './visit.ts';
import type { VisitState } from './visitState.ts';

const allDone = Array.from({ length: 200 }, () => 1);

/** All is here and verified: to look at, and to save. */
export default function DoneVisit(props: { visit: Visit; now: Extract<VisitState, { state: 'done' }> }) {
  const record = () => props.now.record;
  const manifest = createMemo(() => props.now.manifest);
  const files = createMemo(() => manifest().files.map((file, index) => ({ index, file })));
  const hasUnsaved = () => files().some(({ index }) => isUnsaved(index, record()));
  const again = createCommand(() => props.visit.anew());
  return (
    <div class="flex flex-col gap-6 pt-4">
      <Beam
        left={{ name: props.now.from.username, avatarUrl: props.now.from.avatarUrl }}
        right={{ name: 'You', icon: UserRound }}
        direction="right"
        state="verified"
        closedWords="Verified"
        buckets={allDone}
        done={1}
        label={`${formatBytes(record().totalBytes)}, every block verified`}
      />
      <VisitHeading from={props.now.from} manifest={props.now.manifest} />
      <ReceivedFiles
        id={record().downloadId}
        files={files()}
        saved={record()}
        expiresAt={record().expiresAt}
        isHeld={props.now.isHeld}
        whereElse="No longer on this device."
        onSaved={(indices, isCertain) => props.visit.saved(indices, isCertain)}
        onRemove={() => props.visit.remove()}
      />
      <Show when={props.now.isHeld && hasUnsaved()}>
        <p class="text-center text-sm text-muted">
          So far it lies in this browser only. Save it by {dayInText(keptUntil(record().expiresAt), new Date())} to have
          it among your files.
          <MayGoSooner />
        </p>
      </Show>
      <Show when={!props.now.isHeld}>
        <div class="flex justify-center">
          <Button icon={RotateCw} busy={again.pending()} onClick={() => void again.run()}>
            Open the link again
          </Button>
        </div>
      </Show>
    </div>
  );
}
