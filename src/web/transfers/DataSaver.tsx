import { Show } from 'solid-js';
import { Switch } from '../ui/Switch.tsx';
import { dataSaver, setDataSaver } from './dataSaver.ts';
import { network } from './network.ts';

/** What this device may use to get files across. */
export function DataSaver() {
  return (
    <div class="flex flex-col gap-2">
      <Switch
        label="Use the relay"
        hint="When two devices cannot reach each other, or only slowly, files go through this Spotlight: sealed on your device, deleted once fetched. Turned off, both devices must be open and within reach."
        checked={dataSaver().mayRelay}
        onChange={(mayRelay) => setDataSaver({ mayRelay })}
      />
      <Show
        when={network().isTold}
        fallback={
          <p class="text-sm text-muted">
            This browser does not say whether you are on Wi-Fi or on mobile data, so files move on either.
          </p>
        }
      >
        <Switch
          label="Use mobile data"
          hint="Turned off, files wait until this device is on Wi-Fi, and then go on by themselves."
          checked={dataSaver().mayUseMobile}
          onChange={(mayUseMobile) => setDataSaver({ mayUseMobile })}
        />
      </Show>
    </div>
  );
}
