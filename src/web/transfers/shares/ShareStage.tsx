import { For, type JSX, Show } from 'solid-js';
import type { Person } from '../../../shared/accounts/account.ts';
import type { ManifestFile } from '../../../shared/transfers/manifest.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { formatClock } from '../../ui/format.ts';
import { FileFace } from '../FileFace.tsx';
import { previewUrl } from '../previewUrl.ts';

/** Who gives, as the lamp; what they give, in its light. */
export function ShareStage(props: { from: Person; children: JSX.Element }) {
  return (
    <div class="relative">
      <div class="flex justify-center">
        <span class="relative z-10 grid rounded-full border-2 border-light bg-ground p-0.5">
          <Avatar name={props.from.username} avatarUrl={props.from.avatarUrl} size="lg" isDecorative />
        </span>
      </div>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        class="stage-light pointer-events-none absolute inset-x-0 top-9 h-52 w-full"
        aria-hidden="true"
      >
        <path d="M47 0h6l45 100H2z" class="stage-cone" />
        <path d="M48.5 0h3l30 100h-63z" class="stage-cone" />
      </svg>
      <div class="relative mt-9">{props.children}</div>
    </div>
  );
}

/** The first picture large, the next ones beside each other below it; or what kind of file it is. */
export function ShareFaces(props: { files: readonly ManifestFile[]; isSmall?: boolean }) {
  const pictured = () => props.files.filter(({ preview }) => preview);
  return (
    <Show when={pictured()[0]} fallback={props.isSmall ? null : <Plain files={props.files} />}>
      {(first) => (
        <div>
          <figure class="stage-lit relative overflow-hidden rounded-sheet border border-line bg-raised">
            <img
              src={previewUrl(first().preview)}
              alt={`A frame of ${first().name}`}
              class={props.isSmall ? 'max-h-40 w-full object-cover' : 'max-h-[46dvh] min-h-40 w-full object-cover'}
            />
            <Show when={first().preview?.durationMs}>
              {(ms) => (
                <figcaption class="figures absolute right-3 bottom-3 rounded-control bg-ground px-2.5 py-1 text-sm text-text">
                  {formatClock(ms() / 1000)}
                </figcaption>
              )}
            </Show>
          </figure>
          <Show when={pictured().length > 1 && !props.isSmall}>
            <ul class="mt-2 grid grid-cols-4 gap-2" aria-label="More of it">
              <For each={pictured().slice(1, 5)}>
                {(file) => (
                  <li>
                    <img
                      src={previewUrl(file.preview)}
                      alt={`A frame of ${file.name}`}
                      class="aspect-video w-full rounded-control border border-line bg-raised object-cover"
                    />
                  </li>
                )}
              </For>
            </ul>
          </Show>
        </div>
      )}
    </Show>
  );
}

function Plain(props: { files: readonly ManifestFile[] }) {
  return (
    <div class="stage-lit mx-auto grid aspect-square w-36 place-items-center rounded-sheet border border-line bg-raised">
      <Show when={props.files[0]}>
        {(file) => <FileFace file={file()} class="size-16 bg-transparent! text-light! [&_svg]:size-14" />}
      </Show>
    </div>
  );
}
