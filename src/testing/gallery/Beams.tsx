import { createSignal, For, onCleanup } from 'solid-js';
import { Beam, type BeamProps } from '../../web/transfers/Beam.tsx';
import { jonas, mira, people } from './faces.ts';
import { GalleryPage, Section } from './Section.tsx';

const upTo = (count: number, done: number, rest = 0) =>
  Array.from({ length: count }, (_, index) => (index < done ? 1 : index < done + 3 ? rest : 0));
const withHoles = upTo(200, 120, 0.5).map((done, index) => ([40, 41, 42, 77, 90, 91].includes(index) ? 0.2 : done));
const bothWays = upTo(200, 90).map((done, index) => (index >= 150 ? 1 : done));

const you = { name: 'You', avatarUrl: mira.avatarUrl };
const base = { left: you, right: jonas, direction: 'right' } as const;

const cases: [string, BeamProps][] = [
  ['Idle', { ...base, buckets: upTo(200, 0), state: 'idle', label: 'Nothing chosen yet' }],
  ['Waiting', { ...base, buckets: upTo(200, 0), state: 'waiting', label: 'Waiting for Jonas to accept 1.4 GB' }],
  ['Connecting', { ...base, buckets: upTo(200, 0), state: 'connecting', label: 'Finding a way to Jonas' }],
  ['Moving', { ...base, buckets: upTo(200, 124, 0.5), state: 'moving', label: 'direct, 18 MB/s, 2 min left' }],
  [
    'Coming to you',
    {
      ...base,
      direction: 'left',
      buckets: upTo(200, 70, 0.4),
      state: 'moving',
      label: 'through the sealed relay, 3.1 MB/s, 12 min left',
    },
  ],
  [
    'Blocks asked for again',
    { ...base, buckets: withHoles, flickering: [77, 90, 91], state: 'moving', label: 'direct, 11 MB/s, 4 min left' },
  ],
  [
    'From both ends',
    {
      ...base,
      right: people[2]!,
      buckets: bothWays,
      relayFrom: 150,
      state: 'moving',
      label: 'direct and relay, 24 MB/s, 1 min left',
    },
  ],
  ['Paused', { ...base, buckets: upTo(200, 124), state: 'paused', label: 'Jonas paused. What has come is kept' }],
  [
    'Reconnecting',
    {
      ...base,
      buckets: upTo(200, 124),
      state: 'reconnecting',
      label: 'Connection lost. Trying again; nothing is lost',
    },
  ],
  ['Verified', { ...base, buckets: upTo(200, 200), state: 'verified', label: 'Verified on both sides' }],
  ['Ended', { ...base, buckets: upTo(200, 60), state: 'ended', label: 'You cancelled. 420 MB had arrived' }],
  ['Few blocks', { ...base, buckets: [1, 1, 1, 0.6, 0], state: 'moving', label: 'direct, 8 MB/s, a moment left' }],
];

export default function Beams() {
  const [now, setNow] = createSignal(30);
  const timer = setInterval(() => setNow((now() + 1) % 201), 300);
  onCleanup(() => clearInterval(timer));
  return (
    <GalleryPage title="Beam">
      <For each={cases}>
        {([title, props]) => (
          <Section title={title}>
            <Beam {...props} />
          </Section>
        )}
      </For>
      <Section title="Alive">
        <Beam {...base} buckets={upTo(200, now(), 0.5)} state="moving" label="direct, 18 MB/s, 2 min left" />
      </Section>
      <Section title="Small, in lists">
        <For each={cases}>{([, props]) => <Beam {...props} size="small" />}</For>
      </Section>
    </GalleryPage>
  );
}
