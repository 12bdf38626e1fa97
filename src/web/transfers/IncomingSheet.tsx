import { useNavigate } from '@solidjs/router';
import { createEffect, createMemo, createSignal, onCleanup, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import { createCommand } from '../core/createCommand.ts';
import { CommandError } from '../matches/CommandError.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Checkbox.tsx';
import { formatBytes, formatClock, formatCount } from '../ui/format.ts';
import { LongList } from '../ui/LongList.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { lookForRoom } from './engine/lookForRoom.ts';
import type { StorageRoom } from './engine/storageRoom.ts';
import { FileFace } from './FileFace.tsx';
import { previewUrl } from './previewUrl.ts';
import type { TransferEntry } from './transferEntry.ts';
import { accept, refuse } from './transfers.ts';
import { WhereItLies } from './WhereItLies.tsx';

/** Someone offers files: the first frame, names and sizes, whether they fit; yes to all or some, or no. */
export default function IncomingSheet(props: {
  entry: TransferEntry;
  partner: Person;
  isOpen: boolean;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const files = () => props.entry.manifest?.files ?? [];
  const [left, setLeft] = createSignal<ReadonlySet<number>>(new Set());
  const isChosen = (index: number) => !left().has(index);
  const chosen = createMemo(() => files().flatMap((_, index) => (isChosen(index) ? [index] : [])));
  const bytes = createMemo(() => chosen().reduce((sum, index) => sum + files()[index]!.sizeBytes, 0));
  const [room, setRoom] = createSignal<StorageRoom>();
  // Kept while it is put aside: how things stand is looked at anew when it opens again.
  createEffect(() => props.isOpen && onCleanup(lookForRoom(bytes(), setRoom)));
  const isDecided = () => props.entry.transfer.state !== 'offered';
  const firstPicture = () => files().find(({ preview }) => preview);

  const yes = createCommand(async () => {
    const { id, transfer } = props.entry;
    await accept(id, chosen().length === files().length ? [] : chosen());
    props.onClose();
    navigate(`/exchanges/${transfer.matchId}`);
  });
  const start = () => {
    // Some browsers put this question to the person, who knows now what it is about.
    void navigator.storage?.persist?.().catch(() => {});
    void yes.run();
  };
  const no = createCommand(async () => {
    await refuse(props.entry.id);
    props.onClose();
  });
  // Answered on another device, cancelled, run out: there is nothing left to ask.
  createEffect(() => props.isOpen && isDecided() && !yes.pending() && !no.pending() && props.onClose());

  const choose = (index: number, wanted: boolean) => {
    const next = new Set(left());
    if (wanted) next.delete(index);
    else next.add(index);
    setLeft(next);
  };

  return (
    <Sheet
      isOpen={props.isOpen && !isDecided()}
      isUninvited
      onClose={props.onClose}
      title={`${props.partner.username} would like to send you ${formatCount(files().length, 'file', 'files')}`}
      actions={
        <>
          <Button busy={no.pending()} onClick={() => void no.run()}>
            Refuse
          </Button>
          <Button
            look="lit"
            busy={yes.pending()}
            disabled={chosen().length === 0 || room()?.fits === false}
            onClick={start}
          >
            {left().size === 0 ? 'Accept' : `Accept ${chosen().length}`} · {formatBytes(bytes())}
          </Button>
        </>
      }
    >
      <div class="flex flex-col gap-4">
        <Show when={firstPicture()}>
          {(file) => (
            <figure class="relative overflow-hidden rounded-control bg-raised">
              <img
                src={previewUrl(file().preview)}
                alt={`A frame of ${file().name}`}
                class="mx-auto max-h-64 w-full object-contain"
              />
              <Show when={file().preview?.durationMs}>
                {(ms) => (
                  <figcaption class="figures absolute right-2 bottom-2 rounded-control bg-ground px-2 py-0.5 text-xs text-text">
                    {formatClock(ms() / 1000)}
                  </figcaption>
                )}
              </Show>
            </figure>
          )}
        </Show>
        <div class="flex items-center gap-3">
          <Avatar name={props.partner.username} avatarUrl={props.partner.avatarUrl} size="sm" isDecorative />
          <WhereItLies
            transferId={props.entry.id}
            totalBytes={props.entry.transfer.totalBytes}
            partner={props.partner.username}
          />
        </div>
        <Show
          when={files().length > 1}
          fallback={
            <Show when={files()[0]}>
              {(file) => (
                <p class="flex justify-between gap-4">
                  <bdi class="min-w-0 font-medium wrap-anywhere">{file().name}</bdi>
                  <span class="shrink-0 text-muted">{formatBytes(file().sizeBytes)}</span>
                </p>
              )}
            </Show>
          }
        >
          <fieldset class="min-w-0">
            <legend class="text-sm text-muted">Leave out what you do not want.</legend>
            <div class="-ml-3 flex">
              <Button look="bare" class="px-3!" disabled={left().size === 0} onClick={() => setLeft(new Set<number>())}>
                Choose all
              </Button>
              <Button
                look="bare"
                class="px-3!"
                disabled={chosen().length === 0}
                onClick={() => setLeft(new Set(files().keys()))}
              >
                Choose none
              </Button>
            </div>
            <LongList each={files()} one="file" many="files" class="mt-1 divide-y divide-line">
              {(file, index) => (
                <li class="flex items-center gap-3">
                  <FileFace file={file} class="size-11" />
                  <div class="min-w-0 flex-1">
                    <Checkbox
                      label={<bdi class="wrap-anywhere">{file.name}</bdi>}
                      hint={[formatBytes(file.sizeBytes), file.path].filter(Boolean).join(' · ')}
                      checked={isChosen(index())}
                      onChange={(wanted) => choose(index(), wanted)}
                    />
                  </div>
                </li>
              )}
            </LongList>
          </fieldset>
        </Show>
        <RoomNote room={room()} isOneFile={files().length === 1} />
        <CommandError errors={[yes.error(), no.error()]} />
      </div>
    </Sheet>
  );
}

/** Whether it fits here, said before anything comes. */
function RoomNote(props: { room: StorageRoom | undefined; isOneFile: boolean }) {
  const orLess = () => (props.isOneFile ? '' : ', or leave some files out');
  return (
    <Show when={props.room}>
      {(room) => (
        <p role="status" class={room().fits ? 'text-sm text-muted' : 'text-sm text-danger'}>
          {room().fits
            ? `It fits: ${formatBytes(room().availableBytes)} are free for Spotlight on this device.`
            : room().isLimited
              ? `This private window takes about ${formatBytes(room().availableBytes)}. Open Spotlight in a normal window to accept${orLess()}.`
              : `It does not fit: only ${formatBytes(room().availableBytes)} are free here. Make some room${orLess()}.`}
        </p>
      )}
    </Show>
  );
}
