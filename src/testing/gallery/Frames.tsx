import Video from 'lucide-solid/icons/arrow-left-right';
import Calendar from 'lucide-solid/icons/calendar-days';
import Chats from 'lucide-solid/icons/messages-square';
import QrIcon from 'lucide-solid/icons/qr-code';
import Send from 'lucide-solid/icons/send-horizontal';
import Me from 'lucide-solid/icons/user-round';
import { createSignal, For, type JSX } from 'solid-js';
import { CenteredPage } from '../../web/shell/CenteredPage.tsx';
import { FillScreen } from '../../web/shell/FillScreen.tsx';
import InsecureOrigin from '../../web/shell/InsecureOrigin.tsx';
import { PageHeader } from '../../web/shell/PageHeader.tsx';
import { Shell } from '../../web/shell/Shell.tsx';
import { TwoPane } from '../../web/shell/TwoPane.tsx';
import WelcomeScreen from '../../web/shell/WelcomeScreen.tsx';
import { Avatar } from '../../web/ui/Avatar.tsx';
import { AvatarStack } from '../../web/ui/AvatarStack.tsx';
import { Badge } from '../../web/ui/Badge.tsx';
import { Button } from '../../web/ui/Button.tsx';
import { IconButton } from '../../web/ui/IconButton.tsx';
import { ListRow } from '../../web/ui/ListRow.tsx';
import { SegmentedControl } from '../../web/ui/SegmentedControl.tsx';
import { TextArea } from '../../web/ui/TextArea.tsx';
import { TextField } from '../../web/ui/TextField.tsx';
import { people } from './faces.ts';

const places = [
  { icon: Calendar, label: 'Events', href: '/events' },
  { icon: Chats, label: 'Chats', href: '/chats', count: 3 },
  { icon: Video, label: 'Exchanges', href: '/exchanges', count: 1 },
  { icon: Me, label: 'Me', href: '/me' },
];

export function Framed(props: { children: JSX.Element; hidesBar?: boolean }) {
  const account = { username: people[0]!.name, avatarUrl: people[0]!.avatarUrl };
  return (
    <Shell places={places} account={account} online hidesBar={props.hidesBar ?? false}>
      {props.children}
    </Shell>
  );
}

const events = [
  ['Warsaw Zouk Congress', 'Dom Kultury, today to 22 Nov', 23],
  ['Boulder night at the old gasworks', 'Leipzig, today', 8],
  ['Lindy Exchange', 'Ljubljana, 28 to 30 Nov', 0],
] as const;

export function InShell() {
  const [when, setWhen] = createSignal<'now' | 'coming' | 'past'>('now');
  return (
    <Framed>
      <PageHeader title="Events" actions={<IconButton icon={QrIcon} label="Scan a code" />} />
      <div class="page-width">
        <SegmentedControl
          label="When"
          value={when()}
          onChange={setWhen}
          options={[
            { value: 'now', label: 'Now' },
            { value: 'coming', label: 'Coming' },
            { value: 'past', label: 'Past' },
          ]}
        />
        <ul class="-mx-3 mt-4">
          <For each={events}>
            {([name, place, here]) => (
              <li>
                <ListRow
                  href={`/events/${name}`}
                  title={<span class="font-display text-lg font-semibold">{name}</span>}
                  detail={place}
                  trailing={
                    here ? <AvatarStack people={people.slice(0, 3)} total={here} label="Here now" /> : undefined
                  }
                />
              </li>
            )}
          </For>
        </ul>
        <Button look="lit" wide class="mt-6">
          Join by code
        </Button>
      </div>
    </Framed>
  );
}

export function InThread() {
  return (
    <Framed hidesBar>
      <TwoPane
        listLabel="Chats"
        isOpen
        list={
          <ul class="p-2">
            <For each={people.slice(0, 5)}>
              {(person, index) => (
                <li>
                  <ListRow
                    href={`/chats/${index()}`}
                    leading={<Avatar {...person} isDecorative presence={index() % 2 ? 'away' : 'here'} />}
                    title={person.name}
                    detail="Which heat was yours?"
                    isCurrent={index() === 0}
                    isUnread={index() === 2}
                    trailing={index() === 2 ? <Badge count={2} /> : '14:05'}
                  />
                </li>
              )}
            </For>
          </ul>
        }
      >
        <FillScreen
          label="Messages"
          top={
            <PageHeader
              title={people[0]!.name}
              detail="Here now"
              backHref="/chats"
              leading={<Avatar {...people[0]!} isDecorative presence="here" />}
            />
          }
          bottom={
            <div class="page-width flex items-end gap-2 py-2">
              <TextArea
                class="flex-1"
                label="Message"
                hideLabel
                placeholder="Message"
                value=""
                onInput={() => {}}
                onSubmit={() => {}}
              />
              <IconButton icon={Send} label="Send" look="lit" class="size-12!" />
            </div>
          }
        >
          <div class="page-width py-6 text-muted">The thread.</div>
        </FillScreen>
      </TwoPane>
    </Framed>
  );
}

export function LoginPage() {
  return (
    <CenteredPage
      title="Log in"
      footer={
        <p>
          New here? <a href="/register">Create account</a>
        </p>
      }
    >
      <form class="flex flex-col gap-4">
        <TextField label="Name or email" value="" onInput={() => {}} autocomplete="username" />
        <TextField label="Password" type="password" value="" onInput={() => {}} autocomplete="current-password" />
        <Button look="lit" type="submit" wide>
          Log in
        </Button>
      </form>
    </CenteredPage>
  );
}

export const WelcomePage = WelcomeScreen;
export const InsecurePage = InsecureOrigin;
