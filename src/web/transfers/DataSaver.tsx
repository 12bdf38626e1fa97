import { Switch } from '../ui/Switch.tsx';
import { dataSaver, setDataSaver } from './dataSaver.ts';

/** What this device may use to get files across. */
export function DataSaver() {
  return (
    <Switch
      label="Use the relay"
      hint="When two devices cannot reach each other, or only slowly, files go through this Spotlight: sealed on your device, deleted once fetched. Turned off, both devices must be open and within reach."
      checked={dataSaver().mayRelay}
      onChange={(mayRelay) => setDataSaver({ mayRelay })}
    />
  );
}
