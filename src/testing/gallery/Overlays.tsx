import Flag from 'lucide-solid/icons/flag';
import LogOut from 'lucide-solid/icons/log-out';
import QrIcon from 'lucide-solid/icons/qr-code';
import Video from 'lucide-solid/icons/video';
import { createSignal } from 'solid-js';
import { Avatar } from '../../web/ui/Avatar.tsx';
import { Button } from '../../web/ui/Button.tsx';
import { Dialog } from '../../web/ui/Dialog.tsx';
import { Menu } from '../../web/ui/Menu.tsx';
import { Sheet } from '../../web/ui/Sheet.tsx';
import { Tabs } from '../../web/ui/Tabs.tsx';
import { mira } from './faces.ts';
import { GalleryPage, Section } from './Section.tsx';

export default function Overlays() {
  const [open, setOpen] = createSignal(new URLSearchParams(location.search).get('open') ?? '');
  const [tab, setTab] = createSignal('chat');
  return (
    <GalleryPage title="Overlays">
      <Section title="Open them">
        <div class="flex flex-wrap gap-3">
          <Button onClick={() => setOpen('dialog')}>Dialog</Button>
          <Button onClick={() => setOpen('sheet')}>Sheet</Button>
          <Menu
            label="More"
            items={[
              { label: 'Show code', icon: QrIcon, onSelect: () => {} },
              { label: 'Report', icon: Flag, onSelect: () => {}, isDisabled: true },
              { label: 'Leave event', icon: LogOut, onSelect: () => {}, isDanger: true, startsGroup: true },
            ]}
          />
        </div>
      </Section>
      <Section title="Tabs">
        <Tabs
          class="-mx-4"
          panelClass="px-4"
          label="Event"
          value={tab()}
          onChange={setTab}
          tabs={[
            { value: 'chat', label: 'Chat', count: 4, content: () => <p class="py-4">What is said here.</p> },
            { value: 'people', label: 'People', content: () => <p class="py-4">Who is here.</p> },
          ]}
        />
      </Section>
      <Dialog
        isOpen={open() === 'dialog'}
        onClose={() => setOpen('')}
        title="Leave this event?"
        description="You are no longer seen there, and its chat closes to you. Your exchanges stay."
        mustDecide
        actions={
          <>
            <Button onClick={() => setOpen('')}>Stay</Button>
            <Button look="danger" onClick={() => setOpen('')}>
              Leave event
            </Button>
          </>
        }
      />
      <Sheet
        isOpen={open() === 'sheet'}
        onClose={() => setOpen('')}
        title="Mira would like to send you a video"
        description="From Warsaw Zouk Congress"
        actions={
          <>
            <Button onClick={() => setOpen('')}>Refuse</Button>
            <Button look="lit" icon={Video} onClick={() => setOpen('')}>
              Accept
            </Button>
          </>
        }
      >
        <div class="aspect-video rounded-control bg-raised" />
        <div class="mt-4 flex items-center gap-3">
          <Avatar {...mira} isDecorative presence="here" />
          <div>
            <p class="font-medium">Round 2, heat 4.mp4</p>
            <p class="text-sm text-muted">1.4 GB, fits on this phone</p>
          </div>
        </div>
      </Sheet>
    </GalleryPage>
  );
}
