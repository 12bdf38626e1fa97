import LinkIcon from 'lucide-solid/icons/link';
import { createSignal, type JSX, Show, Suspense } from 'solid-js';
import { createCommand } from '../../core/createCommand.ts';
import { lazyPart } from '../../core/lazyPart.ts';
import { CommandError } from '../../matches/CommandError.tsx';
import { Button } from '../../ui/Button.tsx';
import type { ButtonLook } from '../../ui/buttonLook.ts';
import { ChoiceNote } from '../ChoiceNote.tsx';
import { type ChoiceLack, readChoice } from '../files/choiceLack.ts';
import { type PickedFiles, pickFiles } from '../files/pickFiles.ts';

const ShareSheet = lazyPart(() => import('./ShareSheet.tsx'));

export interface Sharing {
  /** Files that were chosen or dropped become a link. */
  share(picking: Promise<PickedFiles>): void;
  action(look: ButtonLook): JSX.Element;
  sheet: JSX.Element;
}

/** Choosing files for a link, and the sheet in which it is made. */
export function createSharing(partner?: () => string): Sharing {
  const [picked, setPicked] = createSignal<PickedFiles | null>(null);
  /** Of a choice that becomes no link; of any other its sheet tells. */
  const [lack, setLack] = createSignal<ChoiceLack | null>(null);
  const pick = createCommand(async (picking: Promise<PickedFiles>) => {
    setLack(null);
    const choice = await readChoice(picking);
    if (choice.picked.length > 0) setPicked(choice.picked);
    else setLack(choice.lack);
  });
  const share = (picking: Promise<PickedFiles>) => void pick.run(picking);
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
          <ChoiceNote lack={lack()} verb="Share" />
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
