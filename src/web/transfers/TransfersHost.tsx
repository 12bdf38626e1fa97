import { onCleanup, onMount } from 'solid-js';
import IncomingRequest from './IncomingRequest.tsx';
import { startSendings } from './sendings.ts';
import { startShares } from './shares/ownShares.ts';
import { startTransfers } from './transfers.ts';

/** Looks after this browser's transfers on whatever page is open. Mounted once, while someone is signed in. */
export default function TransfersHost() {
  onMount(() => {
    onCleanup(startTransfers());
    onCleanup(startSendings());
    onCleanup(startShares());
  });
  return <IncomingRequest />;
}
