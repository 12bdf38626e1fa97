import { useQuery } from '@tanstack/solid-query';
import { createSignal, Show, Suspense, Switch, Match as When } from 'solid-js';
import type { OwnAccount } from '../../shared/accounts/account.ts';
import { recoveryCodeRules } from '../../shared/accounts/accountRules.ts';
import type { SecondFactorState } from '../../shared/accounts/secondFactor.ts';
import { api } from '../core/api.ts';
import { dataOf } from '../core/dataOf.ts';
import { lazyPart } from '../core/lazyPart.ts';
import { queryClient } from '../core/queryClient.ts';
import { QueryNotLoaded } from '../shell/NotLoaded.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { focusHere } from '../ui/focusHere.ts';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { toaster } from '../ui/toaster.ts';
import { KeepCodesFirst } from './KeepCodesFirst.tsx';
import { SecondFactorProof } from './SecondFactorProof.tsx';
import { sectionHeading } from './sectionHeading.ts';

const SecondFactorSetup = lazyPart(() => import('./SecondFactorSetup.tsx'));
const key = ['secondFactor', 'state'];
/** As it stands once all codes are new. */
const justOn = (): SecondFactorState => ({
  activeAt: new Date().toISOString(),
  recoveryCodesLeft: recoveryCodeRules.count,
});

/** Whether logging in also takes a code, and what one can change about it. */
export function SecondFactor(props: { me: OwnAccount }) {
  const state = useQuery(() => ({ queryKey: key, queryFn: () => api.secondFactor.state.query() }));
  const [doing, setDoing] = createSignal<'setting up' | 'renewing' | 'ending' | null>(null);
  let place!: HTMLDivElement;
  // How it stands is asked anew after what was left, too: an answer may have been lost.
  const leave = () => {
    setDoing(null);
    focusHere(sectionHeading(place));
    void queryClient.invalidateQueries({ queryKey: key });
  };
  const done = (what: string, now: SecondFactorState) => {
    queryClient.setQueryData(key, now);
    leave();
    toaster.show(what, { tone: 'ok' });
  };

  return (
    <div ref={place} class="contents">
      <Switch>
        <When when={doing() === 'setting up'}>
          <Suspense fallback={<SkeletonRows count={2} label="Loading" />}>
            <SecondFactorSetup
              me={props.me}
              onDone={() => done('Logging in takes a code from now on', justOn())}
              onCancel={leave}
            />
          </Suspense>
        </When>
        <When when={doing() === 'renewing'}>
          <KeepCodesFirst note="They count after the next step; until then, those of before do." onCancel={leave}>
            {(recoveryCodes) => (
              <SecondFactorProof
                me={props.me}
                action="Use the new recovery codes"
                run={async (proof) => {
                  await api.secondFactor.renewRecoveryCodes.mutate({ ...proof, recoveryCodes });
                  done('Only your new recovery codes count now', justOn());
                }}
                onCancel={leave}
              />
            )}
          </KeepCodesFirst>
        </When>
        <When when={doing() === 'ending'}>
          <SecondFactorProof
            me={props.me}
            action="Turn codes off"
            run={async (proof) => {
              await api.secondFactor.end.mutate(proof);
              done('Logging in takes your password alone again', null);
            }}
            onCancel={leave}
          />
        </When>
        <When when={dataOf(state)}>
          {(on) => (
            <>
              <p class="flex flex-wrap items-center gap-2">
                <Badge tone="ok">On</Badge>
                {on().recoveryCodesLeft === 1
                  ? '1 recovery code left'
                  : `${on().recoveryCodesLeft} recovery codes left`}
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
    </div>
  );
}
