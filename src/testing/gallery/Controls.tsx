import ArrowLeft from 'lucide-solid/icons/arrow-left';
import Paperclip from 'lucide-solid/icons/paperclip';
import Send from 'lucide-solid/icons/send-horizontal';
import Video from 'lucide-solid/icons/video';
import { createSignal } from 'solid-js';
import { Badge } from '../../web/ui/Badge.tsx';
import { Button } from '../../web/ui/Button.tsx';
import { Checkbox } from '../../web/ui/Checkbox.tsx';
import { IconButton } from '../../web/ui/IconButton.tsx';
import { LinkButton } from '../../web/ui/LinkButton.tsx';
import { SegmentedControl } from '../../web/ui/SegmentedControl.tsx';
import { Switch } from '../../web/ui/Switch.tsx';
import { TextArea } from '../../web/ui/TextArea.tsx';
import { TextField } from '../../web/ui/TextField.tsx';
import { GalleryPage, Section } from './Section.tsx';

export default function Controls() {
  const [name, setName] = createSignal('Mira Kovač');
  const [password, setPassword] = createSignal('shoulder-to-shoulder');
  const [text, setText] = createSignal('See you at the bar side of the floor.\nI have both rounds.');
  const [isOn, setOn] = createSignal(true);
  const [when, setWhen] = createSignal<'now' | 'coming' | 'past'>('now');
  return (
    <GalleryPage title="Controls">
      <Section title="Buttons">
        <div class="flex flex-wrap gap-3">
          <Button look="lit" icon={Video}>
            Propose an exchange
          </Button>
          <Button>Not now</Button>
          <Button look="danger">Leave event</Button>
          <Button look="bare">Show all</Button>
        </div>
        <div class="flex flex-wrap gap-3">
          <Button look="lit" busy>
            Sending
          </Button>
          <Button busy>Saving</Button>
          <Button disabled>Disabled</Button>
          <LinkButton href="#there" look="quiet">
            Log in
          </LinkButton>
        </div>
        <div class="flex flex-wrap gap-3">
          <IconButton icon={ArrowLeft} label="Back" />
          <IconButton icon={Paperclip} label="Attach" look="quiet" />
          <IconButton icon={Send} label="Send" look="lit" />
          <IconButton icon={Send} label="Send later" look="lit" disabled />
        </div>
        <Button look="lit" wide>
          Accept
        </Button>
      </Section>
      <Section title="Fields">
        <TextField label="Name" hint="What others see." value={name()} onInput={setName} autocomplete="username" />
        <TextField
          label="Password"
          type="password"
          value={password()}
          onInput={setPassword}
          autocomplete="current-password"
        />
        <TextField
          label="Email"
          type="email"
          value="mira@"
          onInput={() => {}}
          error="That address is not complete."
          placeholder="you@example.org"
        />
        <TextField label="Place" value="" onInput={() => {}} placeholder="Hall, street, town" disabled />
        <TextArea label="About this event" value={text()} onInput={setText} />
        <TextArea label="Message" hideLabel placeholder="Message" value="" onInput={() => {}} onSubmit={() => {}} />
      </Section>
      <Section title="Choices">
        <Checkbox label="Round 2, heat 4.mp4" hint="1.4 GB" checked={isOn()} onChange={setOn} />
        <Checkbox label="Warm-up.mov" checked={false} onChange={() => {}} />
        <Checkbox label="Too large for this phone.mov" checked={false} disabled onChange={() => {}} />
        <Switch
          label="Tell me about new requests"
          hint="On this device, while the app is closed"
          checked={isOn()}
          onChange={setOn}
        />
        <Switch label="List in event search" checked={false} onChange={() => {}} />
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
        <div class="flex flex-wrap gap-3">
          <Badge count={3} />
          <Badge count={120} />
          <Badge tone="plain">Organiser</Badge>
          <Badge tone="ok">Verified</Badge>
          <Badge tone="warn">Waits</Badge>
          <Badge tone="danger">Ended</Badge>
          <Badge tone="light">Here now</Badge>
        </div>
      </Section>
      <Section title="Type">
        <p class="figures text-5xl">18 MB/s</p>
        <p class="font-display text-4xl font-semibold">Warsaw Zouk Congress</p>
        <h1 class="text-3xl">Exchanges with Żółty Ångström</h1>
        <h2>Incoming request</h2>
        <h3>Who is here</h3>
        <p>
          Text at 16 px. A link inside a sentence looks <a href="#there">like this</a>, and figures stand in columns:
          0123456789.
        </p>
        <p class="text-sm text-muted">Quiet text at 15 px: two minutes ago, 1.4 GB.</p>
        <p class="text-xs text-muted">The smallest text, 13 px.</p>
        <p class="text-ok">ok</p>
        <p class="text-warn">warn</p>
        <p class="text-danger">danger</p>
        <p class="text-light">light</p>
      </Section>
    </GalleryPage>
  );
}
