import { useLocation } from '@solidjs/router';
import { createSignal, type JSX, Show } from 'solid-js';
import { cx } from '../ui/cx.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { toaster as appToaster, type Toaster } from '../ui/toaster.ts';
import { FrameContext } from './frame.ts';
import { OfflineLine, type OfflineLineProps } from './OfflineLine.tsx';
import type { Place, ShellAccount } from './places.tsx';
import { BottomBar, Rail } from './places.tsx';
import { createRouteFocus } from './routeFocus.ts';

export interface ShellProps extends OfflineLineProps {
  /** Events, Chats, Exchanges, Me, in this order. */
  places: readonly Place[];
  account: ShellAccount;
  /** No bottom bar on phones; a FillScreen asks for that by itself. */
  hidesBar?: boolean;
  toaster?: Toaster;
  children: JSX.Element;
}

/** The frame around every screen of someone signed in: places, the page, what is offline, passing notes. */
export function Shell(props: ShellProps) {
  const location = useLocation();
  let main: HTMLElement | undefined;
  createRouteFocus(() => main);
  const [hiders, setHiders] = createSignal(0);
  const hasBar = () => !props.hidesBar && hiders() === 0;
  const hideBar = () => {
    setHiders((count) => count + 1);
    return () => setHiders((count) => count - 1);
  };
  return (
    <div class={cx('shell min-h-dvh wide:pl-22', hasBar() && 'shell-with-bar')}>
      <button
        type="button"
        class="fixed top-2 left-2 z-50 -translate-y-[200%] rounded-control border border-light bg-lit px-4 py-3 font-semibold text-on-lit focus:translate-y-0"
        onClick={() => main?.focus()}
      >
        Skip to the page
      </button>
      <Rail places={props.places} account={props.account} path={location.pathname} />
      <OfflineLine online={props.online} reconnecting={props.reconnecting} waitingCount={props.waitingCount} />
      <main id="main" ref={main} tabindex={-1} class="outline-none pb-(--frame-bottom)">
        <FrameContext.Provider value={{ hideBar }}>{props.children}</FrameContext.Provider>
      </main>
      <Show when={hasBar()}>
        <BottomBar places={props.places} path={location.pathname} />
      </Show>
      <Toasts toaster={props.toaster ?? appToaster} />
    </div>
  );
}
