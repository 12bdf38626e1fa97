import ImagePlus from 'lucide-solid/icons/image-plus';
import Trash from 'lucide-solid/icons/trash';
import { Show } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { api } from '../core/api.ts';
import { RefusedError } from '../core/appError.ts';
import { createCommand } from '../core/createCommand.ts';
import { textOf } from '../core/errorText.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { toaster } from '../ui/toaster.ts';
import { updateAccount } from './session.ts';

/** One's picture, as others see it; a new one is cut square and made small here, before it is sent. */
export function ProfilePicture(props: { me: OwnAccount }) {
  let input!: HTMLInputElement;
  let changeButton!: HTMLButtonElement;
  const change = createCommand(async (file: File | null) => {
    updateAccount(await api.accounts.updateProfile.mutate({ avatar: file && (await scaled(file)) }));
    focusHere(changeButton);
    toaster.show(file ? 'Picture changed' : 'Picture taken away', { tone: 'ok' });
  });
  const choose = (event: Event & { currentTarget: HTMLInputElement }) => {
    const file = event.currentTarget.files?.[0];
    // So that the same file can be chosen again.
    event.currentTarget.value = '';
    if (file) void change.run(file);
  };

  return (
    <div class="flex flex-col gap-4">
      <div class="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Avatar name={props.me.username} avatarUrl={props.me.avatarUrl} size="xl" />
        <div class="flex flex-wrap gap-2">
          <Button ref={changeButton} icon={ImagePlus} busy={change.pending()} onClick={() => input.click()}>
            {props.me.avatarUrl ? 'Change picture' : 'Add a picture'}
          </Button>
          <Show when={props.me.avatarUrl}>
            <Button look="bare" icon={Trash} busy={change.pending()} onClick={() => void change.run(null)}>
              Take away
            </Button>
          </Show>
        </div>
        <input ref={input} type="file" accept="image/*" class="hidden" onChange={choose} />
      </div>
      <Show when={change.error()}>
        {(error) => (
          <ErrorNote what={textOf(error())} kept={props.me.avatarUrl ? 'Your picture is as it was.' : undefined} />
        )}
      </Show>
    </div>
  );
}

async function scaled(file: File): Promise<string> {
  const { scaleProfilePicture } = await import('../transfers/files/imageScaling.ts');
  const image = await scaleProfilePicture(file);
  if (!image) throw new RefusedError({ code: 'accounts.avatar_not_an_image', kind: 'invalid' });
  return image.data;
}
