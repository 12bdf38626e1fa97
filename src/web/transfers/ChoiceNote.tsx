import { Show } from 'solid-js';
import { ErrorNote, type ErrorNoteProps } from '../ui/ErrorNote.tsx';
import { formatCount } from '../ui/format.ts';
import type { ChoiceLack } from './files/choiceLack.ts';

/** What a choice of files lacks, and what to do about it. */
export function ChoiceNote(props: { lack: ChoiceLack | null; verb: 'Send' | 'Share' }) {
  return <Show when={props.lack}>{(lack) => <ErrorNote {...wordsOf(lack(), props.verb)} />}</Show>;
}

function wordsOf(lack: ChoiceLack, verb: 'Send' | 'Share'): ErrorNoteProps {
  if (lack.kind === 'too_many') {
    return {
      what: `That is more than ${lack.limit.toLocaleString('en')} files.`,
      todo: `${verb} the folder in parts, or pack it into one file first.`,
    };
  }
  const unread = `${formatCount(lack.leftOut, 'file or folder', 'files or folders')} could not be read`;
  if (lack.kind === 'nothing') {
    const what = `There is nothing in it to ${verb.toLowerCase()}.`;
    return lack.leftOut > 0 ? { what, todo: `${unread}: see whether you may open them on this device.` } : { what };
  }
  return {
    what: `${unread} and ${lack.leftOut === 1 ? 'is' : 'are'} left out.`,
    kept: 'All others are in it.',
    todo: `${verb} what is missing by itself, once it can be opened on this device.`,
  };
}
