import { Show, Suspense } from 'solid-js';
import type { ShareId } from '../../../shared/core/ids.ts';
import { lazyPart } from '../../core/lazyPart.ts';
import { OnlyHereNote } from '../../shell/OnlyHereNote.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ShareProgress } from './ShareProgress.tsx';
import { shareEntry } from './shareStore.ts';
import { namesOf } from './shareTexts.ts';

const QrCode = lazyPart(async () => ({ default: (await import('../../ui/QrCode.tsx')).QrCode }));

/** The link to hand on: as a code to point a camera at, to copy, and for the system's share sheet; and its upload. */
export function SharedLink(props: { id: ShareId; partner?: string | undefined }) {
  const entry = () => shareEntry(props.id);
  const names = () => namesOf(entry()?.manifest?.files ?? []);
  return (
    <div class="flex flex-col gap-5">
      <ShareProgress id={props.id} />
      <Show when={entry()?.link}>
        {(link) => (
          <>
            <CopyField label="Link" value={link()} shareTitle={names()} />
            <Suspense fallback={<Skeleton class="mx-auto aspect-square w-full max-w-64" />}>
              <QrCode text={link()} label="QR code of the link" class="mx-auto max-w-64!" />
            </Suspense>
            <OnlyHereNote />
            <p class="text-sm text-muted">
              {props.partner
                ? `Spotlight does not put it into your chat with ${props.partner}: chats lie on the server, and with the link the server could read the files. Copy it, and send it by another way.`
                : 'The link is the key: whoever has it can open the files, and this server, which never sees all of it, cannot. Send it by a way you trust.'}
            </p>
          </>
        )}
      </Show>
    </div>
  );
}
