import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js';
import { clockText, dayText, fullText, relativeText } from './timeText.ts';

const tickMs = 20_000;
const [now, setNow] = createSignal(new Date());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present, moving on every twenty seconds for as long as someone looks: one timer for the whole page. */
export function createNow(): Accessor<Date> {
  if (watchers++ === 0) {
    setNow(new Date());
    timer = setInterval(() => setNow(new Date()), tickMs);
  }
  onCleanup(() => {
    if (--watchers === 0) clearInterval(timer);
  });
  return now;
}

export interface TimeProps {
  /** An ISO instant. */
  at: string;
  /** relative: "5 min ago"; clock: "14:05"; day: "Yesterday". */
  as?: 'relative' | 'clock' | 'day';
  class?: string;
}

/** An instant in words, with the whole of it as a tip and for machines. */
export function Time(props: TimeProps) {
  const present = createNow();
  const instant = createMemo(() => new Date(props.at));
  const words = () => {
    if (props.as === 'clock') return clockText(instant());
    return props.as === 'day' ? dayText(instant(), present()) : relativeText(instant(), present());
  };
  return (
    <time datetime={props.at} title={fullText(instant())} class={props.class}>
      {words()}
    </time>
  );
}
