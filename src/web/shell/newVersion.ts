import { createSignal } from 'solid-js';
import { toaster } from '../ui/toaster.ts';

const [newVersion, setNewVersion] = createSignal<{ take: () => void } | null>(null);

/** Where a newer version of the app is installed and waits: takes it, and loads every page of the app in this browser anew. */
export { newVersion };

/** Says so in passing, and where it can be read later. */
export function newVersionWaits(take: () => void): void {
  const isTold = newVersion() !== null;
  setNewVersion({ take });
  if (isTold) return;
  toaster.show('A new version of Spotlight is here.', { action: { label: 'Reload', run: take } });
}
