import { openReceived } from './engine/receivedBytes.ts';
import { saveFiles } from './files/saving.ts';
import { makeSaving, type NoteSaved, type Saving } from './makeSaving.ts';

/** What is being saved of each transfer or download: it goes on whatever page is open, and is never done twice at once. */
const savings = new Map<string, Saving>();

/** By the id under which the files are kept on this device. `note` hears what is saved from now on. */
export function savingOf(id: string, note: NoteSaved): Saving {
  const saving = savings.get(id) ?? makeSaving({ open: () => openReceived(id), save: saveFiles });
  savings.set(id, saving);
  saving.tell(note);
  return saving;
}
