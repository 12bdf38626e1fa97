import { For } from 'solid-js';
import { Avatar } from '../../web/ui/Avatar.tsx';
import { AvatarStack } from '../../web/ui/AvatarStack.tsx';
import { Badge } from '../../web/ui/Badge.tsx';
import { ListRow } from '../../web/ui/ListRow.tsx';
import { Time } from '../../web/ui/Time.tsx';
import { people } from './faces.ts';
import { GalleryPage, Section } from './Section.tsx';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export default function People() {
  return (
    <GalleryPage title="People and lists">
      <Section title="Avatars">
        <div class="flex flex-wrap items-end gap-3">
          <For each={['xs', 'sm', 'md', 'lg', 'xl'] as const}>
            {(size, index) => <Avatar {...people[index()]!} size={size} presence={index() % 2 ? 'away' : 'here'} />}
          </For>
        </div>
        <div class="flex flex-wrap gap-3">
          <For each={people}>{(person) => <Avatar {...person} />}</For>
        </div>
        <AvatarStack people={people} total={23} label="Here now" />
        <AvatarStack people={people.slice(0, 2)} size="md" label="Here now" />
      </Section>
      <Section title="Rows">
        <ul>
          <li>
            <ListRow
              href="#1"
              leading={<Avatar {...people[0]!} presence="here" isDecorative />}
              title={people[0]!.name}
              detail="Which heat was yours? I have both rounds from the bar side."
              trailing={
                <>
                  <Time at={ago(4)} />
                  <Badge count={2} />
                </>
              }
              isUnread
            />
          </li>
          <li>
            <ListRow
              href="#2"
              isCurrent
              leading={<Avatar {...people[1]!} presence="away" isDecorative />}
              title={people[1]!.name}
              detail="Thank you, all there."
              trailing={<Time at={ago(190)} />}
            />
          </li>
          <li>
            <ListRow
              onClick={() => {}}
              leading={<Avatar {...people[2]!} isDecorative />}
              title={people[2]!.name}
              detail="Here now"
            />
          </li>
          <li>
            <ListRow href="#3" title="Warsaw Zouk Congress" detail="Dom Kultury, 20 to 22 Nov" />
          </li>
          <li>
            <ListRow
              title="Firefox on Android"
              detail={<Time at={ago(60 * 40)} />}
              trailing={<Badge>This device</Badge>}
            />
          </li>
        </ul>
      </Section>
    </GalleryPage>
  );
}
