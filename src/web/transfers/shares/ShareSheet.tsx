import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import { shareLimits } from '../../../shared/transfers/shares/shareLimits.ts';
import { createCommand } from '../../core/createCommand.ts';
import { CommandError } from '../../matches/CommandError.tsx';
import { Button } from '../../ui/Button.tsx';
import { formatBytes, formatCount } from '../../ui/format.ts';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { ChoiceNote } from '../ChoiceNote.tsx';
import { FileFace } from '../FileFace.tsx';
import { lackOf } from '../files/choiceLack.ts';
import { typeOf } from '../files/fileKind.ts';
import type { PickedFiles } from '../files/pickFiles.ts';
import { createWays } from '../ways.ts';
import { dropShare, makeShare, sendShare } from './ownShares.ts';
import type { PreparedShare } from './prepareShare.ts';
import { SharedLink } from './SharedLink.tsx';
import { namesOf } from './shareTexts.ts';

const HOUR_MS = 3600_000;
const lives = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '72', label: '3 days' },
  { value: '168', label: '7 days' },
] as const;
const counts = [
  { value: '1', label: 'Once' },
  { value: '5', label: '5 times' },
  { value: '20', label: '20 times' },
  { value: 'any', label: 'No limit' },
] as const;
const SHORTEST_PASSWORD = 6;

/** From chosen files to a link: for how long, how often, with a password or not; then the link itself. */
export default function ShareSheet(props: {
  picked: PickedFiles;
  isOpen: boolean;
  onClose: () => void;
  /** From an exchange: why the link is not put into its chat is said. */
  partner?: string | undefined;
}) {
  const [life, setLife] = createSignal<(typeof lives)[number]['value']>('24');
  const [count, setCount] = createSignal<(typeof counts)[number]['value']>('5');
  const [hasPassword, setHasPassword] = createSignal(false);
  const [password, setPassword] = createSignal('');
  const [wantsDirect, setDirect] = createSignal(false);
  const [madeId, setMadeId] = createSignal<ShareId | null>(null);
  const ways = createWays();
  // With an address to hide and no server to go through, nothing could ever go directly.
  const mayDirect = () => !(ways().hidesAddress && ways().hasTurn === false);
  const files = () => props.picked.map(({ file }) => file);
  const bytes = () => files().reduce((sum, { size }) => sum + size, 0);
  const isShort = () => hasPassword() && password().length < SHORTEST_PASSWORD;
  /** Until its link is shown. Sent again after a lost answer it is the same; changed or closed, it is not wanted. */
  let prepared: PreparedShare | null = null;
  let isGone = false;
  const forget = () => {
    if (prepared) void dropShare(prepared);
    prepared = null;
  };
  onCleanup(() => {
    isGone = true;
    if (!make.pending()) forget();
  });

  const make = createCommand(async () => {
    prepared ??= await makeShare(props.picked, {
      lifeMs: Math.min(Number(life()) * HOUR_MS, shareLimits.longestLifeMs),
      mostDownloads: count() === 'any' ? null : Number(count()),
      isDirect: wantsDirect() && mayDirect(),
      password: hasPassword() ? password() : '',
    });
    try {
      if (isGone) return;
      const { share } = await sendShare(prepared);
      if (isGone) return;
      prepared = null;
      setMadeId(share.id);
    } finally {
      if (isGone) forget();
    }
  });

  return (
    <Sheet
      isOpen={props.isOpen}
      onClose={props.onClose}
      title={madeId() ? 'Your link' : 'Share by link'}
      description={madeId() ? undefined : 'Whoever has the link can download it, without an account.'}
      actions={
        <Show
          when={madeId()}
          fallback={
            <>
              <Button onClick={props.onClose}>Not now</Button>
              <Button
                look="lit"
                busy={make.pending()}
                disabled={bytes() === 0 || isShort()}
                onClick={() => void make.run()}
              >
                Make the link
              </Button>
            </>
          }
        >
          <Button look="lit" onClick={props.onClose}>
            Done
          </Button>
        </Show>
      }
    >
      <Show
        when={madeId()}
        fallback={
          <form
            class="flex flex-col gap-5"
            // What is being made is made as it was chosen.
            inert={make.pending()}
            onSubmit={(event) => event.preventDefault()}
            onInput={forget}
            onChange={forget}
          >
            <div class="flex items-center gap-3">
              <Show when={props.picked[0]}>{(first) => <PickedFace file={first().file} />}</Show>
              <p class="min-w-0 flex-1">
                <bdi class="line-clamp-2 font-medium break-words">{namesOf(files())}</bdi>
                <span class="text-sm text-muted">
                  {formatCount(files().length, 'file', 'files')}, {formatBytes(bytes())}
                </span>
              </p>
            </div>
            <ChoiceNote lack={lackOf(props.picked)} verb="Share" />
            <Show when={bytes() === 0}>
              <p role="alert" class="text-danger">
                {files().length === 1 ? 'This file is empty.' : 'These files are empty.'}
              </p>
            </Show>
            <Choice label="How long it works">
              <SegmentedControl label="How long it works" options={lives} value={life()} onChange={setLife} />
            </Choice>
            <Choice label="How often it can be downloaded">
              <SegmentedControl
                label="How often it can be downloaded"
                options={counts}
                value={count()}
                onChange={setCount}
              />
            </Choice>
            <div class="-my-2 divide-y divide-line">
              <Switch
                label="Ask for a password"
                hint="Tell it to them by another way than the link."
                checked={hasPassword()}
                onChange={setHasPassword}
              />
              <Show when={hasPassword()}>
                <div class="py-3">
                  <TextField
                    label="Password"
                    type="password"
                    autocomplete="new-password"
                    hint={`At least ${SHORTEST_PASSWORD} characters. Nobody can look it up later, you neither.`}
                    value={password()}
                    onInput={setPassword}
                  />
                </div>
              </Show>
              <Switch
                label="Also send directly while I am here"
                hint={
                  mayDirect()
                    ? ways().hidesAddress
                      ? 'Faster. Your address stays hidden: it goes through a server of this Spotlight.'
                      : 'Faster. Whoever opens the link can then see your network address.'
                    : 'You hide your address, and there is no server here to go through.'
                }
                checked={wantsDirect() && mayDirect()}
                disabled={!mayDirect()}
                onChange={setDirect}
              />
            </div>
            <CommandError errors={[make.error()]} />
          </form>
        }
      >
        {(id) => <SharedLink id={id()} partner={props.partner} />}
      </Show>
    </Sheet>
  );
}

function Choice(props: { label: string; children: JSX.Element }) {
  return (
    <div class="flex flex-col gap-2">
      <span class="text-sm font-medium" aria-hidden="true">
        {props.label}
      </span>
      {props.children}
    </div>
  );
}

/** Before its picture is made: what kind of file it is. */
function PickedFace(props: { file: File }) {
  const described = { name: props.file.name, type: typeOf(props.file), sizeBytes: props.file.size, lastModifiedMs: 0 };
  const [face, setFace] = createSignal(described);
  onMount(async () => {
    const { makePreview } = await import('../files/preview.ts');
    const preview = await makePreview(props.file);
    if (preview) setFace({ ...described, preview } as typeof described);
  });
  return <FileFace file={face()} class="size-16" />;
}
