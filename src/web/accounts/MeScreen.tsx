import { type JSX, Show } from 'solid-js';
import { OperatorLink } from '../operator/OperatorLink.tsx';
import { NewVersionNote } from '../shell/NewVersionNote.tsx';
import { PageHeader } from '../shell/PageHeader.tsx';
import { DataSaver } from '../transfers/DataSaver.tsx';
import { HideAddress } from '../transfers/HideAddress.tsx';
import { Standing } from '../trust/Standing.tsx';
import { SegmentedControl } from '../ui/SegmentedControl.tsx';
import { setTheme, theme } from '../ui/theme.ts';
import { LogOut } from './LogOut.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { ProfilePicture } from './ProfilePicture.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { SessionList } from './SessionList.tsx';
import { account } from './session.ts';

const themes = [
  { value: 'system', label: 'As the device' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

/** Oneself: how others see one, how the app looks, and where one is signed in. */
export default function MeScreen() {
  return (
    <>
      <PageHeader title="Me" />
      <Show when={account()}>
        {(me) => (
          <div class="page-width divide-y divide-line pb-8">
            <NewVersionNote />
            <Section title="Profile">
              <ProfilePicture me={me()} />
              <ProfileForm me={me()} />
            </Section>
            <Section title="Ratings">
              <p class="text-muted">What people see about you who are at an event with you.</p>
              <Standing class="-mt-2" accountId={me().id} />
            </Section>
            <Section title="Appearance">
              <SegmentedControl label="Theme" options={themes} value={theme()} onChange={setTheme} />
            </Section>
            <Section title="Privacy">
              <HideAddress />
            </Section>
            <Section title="Data">
              <DataSaver />
            </Section>
            <Section title="Signed in on">
              <SessionList />
            </Section>
            <Section title="Password">
              <PasswordForm me={me()} />
            </Section>
            <Section title="Codes at login">
              <SecondFactor me={me()} />
            </Section>
            <OperatorLink />
            <Section title="Log out">
              <LogOut />
            </Section>
          </div>
        )}
      </Show>
    </>
  );
}

function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="flex flex-col items-stretch gap-5 py-8 first:pt-3">
      <h2>{props.title}</h2>
      {props.children}
    </section>
  );
}
