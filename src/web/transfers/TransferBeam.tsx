import { createMemo, Show } from 'solid-js';
import type { Person } from '../../shared/accounts/account.ts';
import type { TransferId } from '../../shared/core/ids.ts';
import { account } from '../accounts/session.ts';
import { isolated } from '../ui/names.ts';
import { Beam } from './Beam.tsx';
import { entryOf } from './exchangeStore.ts';
import { amountOf, titleOf } from './transferEntry.ts';
import { wordsOf } from './transferWords.ts';
import { createWays } from './ways.ts';

/** One transfer as light between the two: oneself always at the left. */
export function TransferBeam(props: {
  id: TransferId;
  partner: Person;
  size?: 'large' | 'small';
  /** Says what it is, where nothing beside it does. */
  isNamed?: boolean;
}) {
  const entry = createMemo(() => entryOf(props.id));
  const ways = createWays();
  return (
    <Show when={entry()}>
      {(known) => {
        const words = createMemo(() => wordsOf(known(), props.partner.username, ways()));
        const amount = createMemo(() => amountOf(known()));
        const done = () => (amount().total > 0 ? amount().done / amount().total : undefined);
        const blocks = () => known().snapshot?.blockMap;
        return (
          <Beam
            left={{ name: 'You', face: account()?.username, avatarUrl: account()?.avatarUrl ?? null }}
            right={{ name: props.partner.username, avatarUrl: props.partner.avatarUrl }}
            direction={known().transfer.isSender ? 'right' : 'left'}
            state={words().beam}
            closedWords={words().closedWords}
            buckets={blocks()?.done.length ? blocks()!.done : evenBuckets(done() ?? 0)}
            flickering={blocks()?.reasked ?? []}
            done={done()}
            label={props.isNamed ? `${isolated(titleOf(known()))} · ${words().label}` : words().label}
            size={props.size}
          />
        );
      }}
    </Show>
  );
}

/** Before the engine has told which blocks are there, only how many. */
function evenBuckets(done: number): number[] {
  const full = Math.floor(done * 200);
  return Array.from({ length: 200 }, (_, index) => (index < full ? 1 : 0));
}
