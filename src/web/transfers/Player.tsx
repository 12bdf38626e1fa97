import Play from 'lucide-solid/icons/play';
import { createEffect, createSignal, onCleanup, Show, Switch, Match as When } from 'solid-js';
import type { ManifestFile } from '../../shared/transfers/manifest.ts';
import { Button } from '../ui/Button.tsx';
import { iconStroke } from '../ui/icon.ts';
import { getFile } from './engine/receivedBytes.ts';
import { type FileKind, typeOf } from './files/fileKind.ts';
import { previewUrl } from './previewUrl.ts';

const actionOf: Record<FileKind, string> = { video: 'Watch', audio: 'Listen', image: 'Look' };

/** Plays a file from this device's disk; opened when asked for, so that a list of fifty videos opens none. */
export function Player(props: {
  /** Under which its transfer, or its download, is kept here. */
  id: string;
  index: number;
  file: ManifestFile;
  kind: FileKind;
  /** The only file: its picture may be large. */
  isLarge: boolean;
}) {
  // A single picture is what one came for; of a thousand, each is read from the disk when it is asked for.
  const [isOpen, setOpen] = createSignal(props.kind === 'image' && props.isLarge);
  const [isBroken, setBroken] = createSignal(false);
  const [url, setUrl] = createSignal<string>();
  const [hasFailed, setFailed] = createSignal(false);
  let isGone = false;
  let place!: HTMLDivElement;
  // Before the button goes, which has the focus.
  const open = () => {
    place.focus({ preventScroll: true });
    setOpen(true);
  };
  const action = () => `${actionOf[props.kind]} ${props.file.name}`;
  createEffect(() => {
    if (!isOpen()) return;
    getFile(props.id, props.index).then(
      // Not every browser looks into the bytes to learn what it is to play.
      (file) => !isGone && setUrl(URL.createObjectURL(file.slice(0, file.size, typeOf(props.file)))),
      () => setFailed(true),
    );
  });
  onCleanup(() => {
    isGone = true;
    const made = url();
    if (made) URL.revokeObjectURL(made);
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: no fields are in it
    <div ref={place} tabindex={-1} role="group" aria-label={props.file.name} class="mt-2 outline-none">
      <Show
        when={isOpen()}
        fallback={
          <Show
            when={props.isLarge && previewUrl(props.file.preview)}
            fallback={
              <Button wide icon={Play} aria-label={action()} onClick={open}>
                {actionOf[props.kind]}
              </Button>
            }
          >
            {(url) => (
              <button
                type="button"
                aria-label={action()}
                class="press relative block w-full overflow-hidden rounded-control bg-raised"
                onClick={open}
              >
                <img src={url()} alt="" class="max-h-[50dvh] w-full object-contain" />
                <span class="absolute inset-0 grid place-items-center">
                  <span class="inline-flex items-center gap-2 rounded-full border border-edge bg-ground px-5 py-3 font-semibold text-text">
                    <Play size={20} strokeWidth={iconStroke} aria-hidden="true" /> Watch
                  </span>
                </span>
              </button>
            )}
          </Show>
        }
      >
        <Show
          when={!isBroken()}
          fallback={
            <p role="alert" class="text-sm text-muted">
              This browser cannot play it. Save it to open it elsewhere.
            </p>
          }
        >
          <Switch>
            <When when={hasFailed()}>
              <p role="alert" class="text-sm text-danger">
                It could not be opened here.
              </p>
            </When>
            <When when={props.kind === 'video' && url()}>
              {(address) => (
                // biome-ignore lint/a11y/useMediaCaption: a person's own recording, for which there are no captions
                <video
                  src={address()}
                  aria-label={props.file.name}
                  poster={previewUrl(props.file.preview)}
                  controls
                  playsinline
                  class="max-h-[60dvh] w-full rounded-control bg-raised"
                  onError={() => setBroken(true)}
                />
              )}
            </When>
            <When when={props.kind === 'audio' && url()}>
              {(address) => (
                // biome-ignore lint/a11y/useMediaCaption: as above
                <audio
                  src={address()}
                  aria-label={props.file.name}
                  controls
                  class="w-full"
                  onError={() => setBroken(true)}
                />
              )}
            </When>
            <When when={url()}>
              {(address) => (
                <img
                  src={address()}
                  alt={props.file.name}
                  class="max-h-[50dvh] w-full rounded-control bg-raised object-contain"
                  onError={() => setBroken(true)}
                />
              )}
            </When>
          </Switch>
        </Show>
      </Show>
    </div>
  );
}
