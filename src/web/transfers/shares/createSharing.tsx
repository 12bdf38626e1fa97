import LinkIcon from 'lucide-solid/icons/link';
import { createSignal, type JSX, Show, Suspense } from 'solid-js';
import { createCommand } from '../../core/createCommand.ts';
import { lazyPart } from '../../core/lazyPart.ts';
import { CommandError } from '../../matches/CommandError.tsx';
import { Button } from '../../ui/Button.tsx';
import type { ButtonLook } from '../../ui/buttonLook.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { type PickedFile, pickFiles } from '../files/pickFiles.ts';

const ShareSheet = lazyPart(() => import('./ShareSheet.tsx'));

export interface Sharing {
  /** Files that were chosen or dropped become a link. */
  share(picking: Promise<PickedFile[]>): void;
  action(look: ButtonLook): JSX.Element;
  sheet: JSX.Element;
}

/** Choosing files for a link, and the sheet in which it is made. */
export function createSharing(partner?: () => string): Sharing {
  const [picked, setPicked] = createSignal<PickedFile[] | null>(null);
  const [tooMany, setTooMany] = createSignal<number | null>(null);
  const pick = createCommand(async (picking: Promise<PickedFile[]>) => {
    setTooMany(null);
    const files = await picking.catch((error: unknown) => {
      const { limit } = error as { limit?: number };
      if (limit === undefined) throw error;
      setTooMany(limit);
      return [];
    });
    if (files.length > 0) setPicked(files);
  });
  const share = (picking: Promise<PickedFile[]>) => void pick.run(picking);
  return {
    share,
    action: (look) => (
      <Button look={look} icon={LinkIcon} onClick={() => share(pickFiles())}>
        Share by link
      </Button>
    ),
    get sheet() {
      return (
        <>
          <Show when={tooMany()}>
            {(limit) => (
              <ErrorNote
                what={`That is more than ${limit().toLocaleString('en')} files.`}
                todo="Share the folder in parts, or pack it into one file first."
              />
            )}
          </Show>
          <CommandError errors={[pick.error()]} />
          <Suspense>
            <Show when={picked()} keyed>
              {(files) => <ShareSheet picked={files} isOpen partner={partner?.()} onClose={() => setPicked(null)} />}
            </Show>
          </Suspense>
        </>
      );
    },
  };
}
