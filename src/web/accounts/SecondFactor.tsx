import { useQuery } from '@tanstack/solid-query';
import { createSignal, lazy, Show, Suspense, Switch, Match as When } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { api } from '../core/api.ts';
import { dataOf } from '../core/dataOf.ts';
import { queryClient } from '../core/queryClient.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { toaster } from '../ui/toaster.ts';
import { RecoveryCodeList } from './RecoveryCodeList.tsx';
import { SecondFactorProof } from './SecondFactorProof.tsx';

const SecondFactorSetup = lazy(() => import('./SecondFactorSetup.tsx'));
const key = ['secondFactor', 'state'];

/** Whether logging in also takes a code, and what one can change about it. */
export function SecondFactor(props: { me: OwnAccount }) {
  const state = useQuery(() => ({ queryKey: key, queryFn: () => api.secondFactor.state.query() }));
  const [doing, setDoing] = createSignal<'setting up' | 'renewing' | 'ending' | null>(null);
  /** Just made, shown until the person has put them away. */
  const [codes, setCodes] = createSignal<string[] | null>(null);
  const done = (shown: string[] | null) => {
    setDoing(null);
    setCodes(shown);
    void queryClient.invalidateQueries({ queryKey: key });
  };
  const ended = () => {
    done(null);
    toaster.show('Logging in takes your password alone again', { tone: 'ok' });
  };

  return (
    <Switch>
      <When when={codes()}>{(shown) => <RecoveryCodeList codes={shown()} onKept={() => setCodes(null)} />}</When>
      <When when={doing() === 'setting up'}>
        <Suspense fallback={<SkeletonRows count={2} label="Loading" />}>
          <SecondFactorSetup me={props.me} onDone={done} onCancel={() => setDoing(null)} />
        </Suspense>
      </When>
      <When when={doing() === 'renewing'}>
        <SecondFactorProof
          me={props.me}
          action="Make new recovery codes"
          run={async (proof) => done((await api.secondFactor.renewRecoveryCodes.mutate(proof)).recoveryCodes)}
          onCancel={() => setDoing(null)}
        />
      </When>
      <When when={doing() === 'ending'}>
        <SecondFactorProof
          me={props.me}
          action="Turn codes off"
          run={async (proof) => {
            await api.secondFactor.end.mutate(proof);
            ended();
          }}
          onCancel={() => setDoing(null)}
        />
      </When>
      <When when={dataOf(state)}>
        {(on) => (
          <>
            <p class="flex flex-wrap items-center gap-2">
              <Badge tone="ok">On</Badge>
              {on().recoveryCodesLeft === 1 ? '1 recovery code left' : `${on().recoveryCodesLeft} recovery codes left`}
            </p>
            <div class="flex flex-wrap gap-2">
              <Button onClick={() => setDoing('renewing')}>New recovery codes</Button>
              <Button look="danger" onClick={() => setDoing('ending')}>
                Turn codes off
              </Button>
            </div>
          </>
        )}
      </When>
      <When when={state.isError}>
        <QueryNotLoaded query={state} />
      </When>
      <When when={state.isSuccess}>
        <p class="text-muted">
          Besides your password, logging in can take a code from an authenticator app: whoever learns your password
          alone does not get in.
        </p>
        <Button class="self-start" onClick={() => setDoing('setting up')}>
          Set up codes
        </Button>
      </When>
      <When when={true}>
        <Show when={state.isPending}>
          <SkeletonRows count={1} label="Loading how you log in" />
        </Show>
      </When>
    </Switch>
  );
}
