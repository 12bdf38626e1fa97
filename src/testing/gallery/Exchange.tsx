import Paperclip from 'lucide-solid/icons/paperclip';
import Send from 'lucide-solid/icons/send-horizontal';
import { FillScreen } from '../../web/shell/FillScreen.tsx';
import { PageHeader } from '../../web/shell/PageHeader.tsx';
import { Beam } from '../../web/transfers/Beam.tsx';
import { IconButton } from '../../web/ui/IconButton.tsx';
import { TextArea } from '../../web/ui/TextArea.tsx';
import { Framed } from './Frames.tsx';
import { jonas, mira } from './faces.ts';

const buckets = Array.from({ length: 200 }, (_, index) => (index < 124 ? 1 : index < 128 ? 0.5 : 0));

/** How a beam stands above its chat. */
export default function Exchange() {
  return (
    <Framed hidesBar>
      <FillScreen
        label="Messages"
        top={<PageHeader title="Jonas Weber" detail="Warsaw Zouk Congress" backHref="/exchanges" />}
        bottom={
          <div class="page-width flex items-end gap-2 py-2">
            <IconButton icon={Paperclip} label="Attach a video" look="quiet" class="size-12!" />
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
        <div class="pool border-b border-line">
          <div class="page-width py-6">
            <Beam
              left={{ name: 'You', avatarUrl: mira.avatarUrl }}
              right={jonas}
              direction="right"
              state="moving"
              buckets={buckets}
              label="direct, 18 MB/s, 2 min left"
            />
          </div>
        </div>
        <div class="page-width py-6 text-muted">The chat of the two.</div>
      </FillScreen>
    </Framed>
  );
}
