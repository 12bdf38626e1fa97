import type { EndReason } from '../../shared/transfers/transfer.ts';
import { formatBytes } from '../ui/format.ts';
import type { SessionSnapshot } from './engine/sessionState.ts';
import { amountOf, type TransferEntry } from './transferEntry.ts';
import type { Ways } from './ways.ts';

/** Something that did not go as wished: what happened, what was kept, what to do. */
export interface Trouble {
  what: string;
  kept?: string;
  todo?: string;
}

/** Why nothing moves now. */
export function failure(
  { reason, bytesDone }: Extract<SessionSnapshot, { state: 'failed' }>,
  entry: TransferEntry,
  partner: string,
  ways: Ways,
): Trouble {
  const kept = bytesDone > 0 ? `${formatBytes(amountOf(entry).done)} are there and stay.` : undefined;
  switch (reason) {
    case 'unreachable':
      return { ...unreachable(ways, partner), kept };
    case 'silent':
      return {
        what: `${partner}’s device is there but says nothing.`,
        kept,
        todo: 'We try a few times by ourselves. It helps if Spotlight is open in front over there.',
      };
    case 'internal':
      return { what: 'Something went wrong in this page.', kept, todo: 'Try again, or reload the page.' };
  }
}

function unreachable({ hasTurn, hidesAddress }: Ways, partner: string): Trouble {
  if (hidesAddress && hasTurn === false) {
    return {
      what: 'You hide your address, and this Spotlight has no server to connect through.',
      todo: 'Show your address under Me to connect directly.',
    };
  }
  if (hidesAddress) {
    return {
      what: `No way to ${partner}’s device was found that hides your address.`,
      todo: 'We keep trying. You can show your address under Me to connect directly.',
    };
  }
  if (hasTurn === false) {
    return {
      what: `No direct way to ${partner}’s device was found, and this Spotlight has no server to go through.`,
      todo: 'We keep trying. It helps if you are both on the same Wi-Fi.',
    };
  }
  return {
    what: `No way to ${partner}’s device was found.`,
    todo: 'We keep trying. It helps if you are both on the same Wi-Fi.',
  };
}

/** Why it is over before it was whole, and what that means. */
export function endTrouble(reason: EndReason, entry: TransferEntry, partner: string): Trouble {
  const { isSender } = entry.transfer;
  const isLive = entry.transfer.state === 'accepted';
  const kept = isLive && amountOf(entry).done > 0 ? 'What has arrived is kept.' : undefined;
  const again = isSender ? 'Send it again when you like.' : `Ask ${partner} to send it again.`;
  switch (reason) {
    case 'refused':
      return { what: isSender ? `${partner} declined.` : 'You declined.' };
    case 'cancelled_by_sender':
      return { what: isSender ? 'You cancelled.' : `${partner} cancelled.` };
    case 'cancelled_by_recipient':
      return { what: isSender ? `${partner} cancelled.` : 'You cancelled.' };
    case 'file_changed':
      return {
        what: isSender ? 'The file changed while it was sent.' : `${partner}’s file changed while it was sent.`,
        kept,
        todo: isLive && isSender ? 'Put the unchanged file back and try again, or cancel and send the new one.' : again,
      };
    case 'file_vanished':
      return {
        what: isSender ? 'The file can no longer be read.' : `${partner}’s file can no longer be read.`,
        kept,
        todo: isLive && isSender ? 'Was it moved, or a card taken out? Put it back and try again.' : again,
      };
    case 'disk_full':
      return { what: 'There was no room left.', kept, todo: 'Make some room, then try again.' };
    case 'bad_data':
      return {
        what: 'What arrived did not match its seal, so it was stopped.',
        kept,
        // Most of all where one of the two has a page open from before an update.
        todo: isLive ? 'Reload Spotlight on both devices, then try again.' : again,
      };
    case 'expired':
      return { what: 'This ran out before it was finished.', todo: again };
  }
}

/** Why the relay takes no more. */
export function relayTrouble({ closedBecause }: SessionSnapshot['relay']): Trouble | undefined {
  switch (closedBecause) {
    case 'full':
      return { what: 'The relay is full.', todo: 'Keep both devices open.' };
    case 'quota':
      return { what: 'You have as much in the relay as it takes from one person.', todo: 'Keep both devices open.' };
    case 'off':
      return { what: 'This Spotlight has no relay.', todo: 'Keep both devices open.' };
    case null:
      return undefined;
  }
}

/** This device holds no key to it. */
export function unreadable({ transfer, awaitsKey }: TransferEntry, partner: string): Trouble {
  if (awaitsKey) {
    return {
      what: 'This was offered before you logged in here.',
      todo: `It opens here by itself when ${partner} has Spotlight open. Your other devices can open it now.`,
    };
  }
  return transfer.state === 'offered'
    ? { what: 'This request cannot be opened.', todo: `Refuse it, and ask ${partner} to send it again.` }
    : { what: 'This goes to another of your devices.', todo: 'Open Spotlight there to follow it.' };
}
