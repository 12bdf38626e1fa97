import { createSignal, onCleanup } from 'solid-js';
import { createBarRoom } from './frame.ts';

/** A phone with its keyboard open: what is left of the window is hardly more than a header and a composer. */
const little = '(pointer: coarse) and (height < 30rem)';

/** Who writes in a form of the watched place, with little of the window left, has the bottom bar's room; what else can make way sees `isTight`. */
export function createWritingRoom() {
  const query = matchMedia(little);
  const [isLittle, setLittle] = createSignal(query.matches);
  const [isWriting, setWriting] = createSignal(false);
  let leaving: ReturnType<typeof setTimeout> | undefined;
  const isTight = () => isLittle() && isWriting();
  const measure = () => setLittle(query.matches);
  createBarRoom(isTight);
  query.addEventListener('change', measure);
  onCleanup(() => {
    query.removeEventListener('change', measure);
    clearTimeout(leaving);
  });
  return {
    isTight,
    watch(place: HTMLElement): void {
      place.addEventListener('focusin', ({ target }) => {
        if (!(target as Element).closest('form')) return;
        clearTimeout(leaving);
        setWriting(true);
      });
      // The tap that takes the focus goes on: until it is over, what it is meant for stays under the thumb.
      place.addEventListener('focusout', () => {
        clearTimeout(leaving);
        leaving = setTimeout(() => setWriting(false));
      });
    },
  };
}
