import Clock from 'lucide-solid/icons/clock';
import KeyRound from 'lucide-solid/icons/key-round';
import Link2Off from 'lucide-solid/icons/link-2-off';
import WifiOff from 'lucide-solid/icons/wifi-off';
import { type JSX, Show, Switch, Match as When } from 'solid-js';
import { textOf } from '../../core/errorText.ts';
import { isOnline } from '../../core/online.ts';
import { isSaidAgain } from '../../core/retrying.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyStage } from '../../ui/EmptyState.tsx';
import type { Icon } from '../../ui/icon.ts';
import type { FailedVisitState, VisitState } from './visitState.ts';

/** The link opens nothing: which of the reasons it is, and what to do about it. */
export default function FailedVisit(props: { now: FailedVisitState; onRetry: () => void }) {
  const is = <S extends FailedVisitState['state']>(name: S) =>
    props.now.state === name ? (props.now as Extract<FailedVisitState, { state: S }>) : undefined;
  return (
    <Switch fallback={<NowhereVisit />}>
      <When when={is('ended')}>{(now) => <EndedVisit now={now()} />}</When>
      <When when={is('no_key')}>{(now) => <NoKeyVisit now={now()} />}</When>
      <When when={is('not_opened')}>{(now) => <NotOpenedVisit now={now()} onRetry={props.onRetry} />}</When>
    </Switch>
  );
}

/** An empty stage: what is the matter, and what to do. */
function Failed(props: { icon: Icon; title: string; children: JSX.Element; action?: JSX.Element }) {
  return (
    <div class="mx-auto flex max-w-104 flex-col items-center py-10 text-center" role="alert">
      <EmptyStage icon={props.icon} />
      <h1 class="mt-6 text-3xl">{props.title}</h1>
      <div class="mt-3 text-muted">{props.children}</div>
      <div class="mt-6 empty:hidden">{props.action}</div>
    </div>
  );
}

/** The share is over; how, and what to do about it. */
function EndedVisit(props: { now: Extract<VisitState, { state: 'ended' }> }) {
  const who = () => props.now.from?.username;
  const ask = () => (who() ? `Ask ${who()} for a new one.` : 'Ask the person who sent it for a new one.');
  const words = () =>
    ({
      expired: ['This link has run out', 'Links last for a while only, and then all that was stored is deleted.'],
      revoked: [
        'This link was taken back',
        `${who() ?? 'The person who made it'} ended it, and what was stored is deleted.`,
      ],
      used_up: ['This link is used up', 'It was downloaded as often as it may be, and what was stored is deleted.'],
    })[props.now.how];
  return (
    <Failed icon={props.now.how === 'expired' ? Clock : Link2Off} title={words()[0]!}>
      <p>
        {words()[1]} {ask()}
      </p>
      {props.now.wasUnderWay && <p class="mt-2">What had come of it was not whole, and was removed.</p>}
    </Failed>
  );
}

function NowhereVisit() {
  return (
    <Failed icon={Link2Off} title="This link leads nowhere">
      <p>It may have been cut on its way, or what it led to is long gone. Copy it whole, or ask who sent it.</p>
    </Failed>
  );
}

/** The server knows it, but nothing can be read without the key. */
function NoKeyVisit(props: { now: Extract<VisitState, { state: 'no_key' }> }) {
  return (
    <Failed
      icon={KeyRound}
      title={props.now.key === 'missing' ? 'The end of this link is missing' : 'The end of this link is damaged'}
    >
      <p>
        What stands after the # in it is the key, and no one else has it: not even this server. Open the link again just
        as it was sent to you, or scan its code.
      </p>
    </Failed>
  );
}

function NotOpenedVisit(props: { now: Extract<VisitState, { state: 'not_opened' }>; onRetry: () => void }) {
  const isAway = () => props.now.error.kind === 'unreachable';
  const title = () => {
    if (!isOnline()) return 'You are offline';
    return isAway() ? 'Spotlight cannot be reached' : 'This did not open';
  };
  const words = () => {
    if (!isOnline()) return 'It opens by itself when there is a network again.';
    const why = isAway() ? 'Its server may be restarting.' : textOf(props.now.error);
    return isSaidAgain(props.now.error) ? `${why} We try again by ourselves.` : why;
  };
  // By an app that is out of date nothing opens, however often it is tried.
  const isOld = () => props.now.error.code === 'request.not_found';
  return (
    <Failed
      icon={WifiOff}
      title={title()}
      action={
        <Show when={isOld()} fallback={<Button onClick={props.onRetry}>Try again</Button>}>
          <Button onClick={() => location.reload()}>Reload</Button>
        </Show>
      }
    >
      <p>{words()}</p>
    </Failed>
  );
}
