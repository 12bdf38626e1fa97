import { createSignal, onCleanup } from 'solid-js';

const NEAR_BOTTOM_PX = 48;
const NEAR_TOP_PX = 600;
const LINE_ROOM_PX = 16;

/**
 * Keeps a thread where the reader has it: at the bottom if they are at the bottom, else on the message they look at,
 * whatever is added above or below. Measured, because not every browser anchors by itself.
 */
export function createScrollKeeper(onNearTop: () => void) {
  const [isAtBottom, setAtBottom] = createSignal(true);
  let scroller: HTMLElement | undefined;
  let sizes: ResizeObserver | undefined;
  let lastTop = 0;

  const measure = () => {
    if (!scroller) return;
    lastTop = scroller.scrollTop;
    setAtBottom(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_BOTTOM_PX);
    if (scroller.scrollTop < NEAR_TOP_PX) onNearTop();
  };
  const toBottom = () => {
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
    measure();
  };
  // Only a reader who scrolls up leaves the bottom. Content that grows leaves it too, for as long as it takes to follow.
  const onScroll = () => {
    if (scroller && isAtBottom() && scroller.scrollTop >= lastTop) toBottom();
    else measure();
  };

  // The first message that reaches into view, and where it stands.
  function anchor(): { element: HTMLElement; top: number } | null {
    if (!scroller) return null;
    const edge = scroller.getBoundingClientRect().top;
    for (const element of scroller.querySelectorAll<HTMLElement>('[data-message]')) {
      const { top, bottom } = element.getBoundingClientRect();
      if (bottom > edge) return { element, top };
    }
    return null;
  }

  // Once per thread: whoever comes finds what is new from its beginning, and all of it at a glance where that fits.
  let hasBegun = false;

  return {
    isAtBottom,
    toBottom,

    /** Puts the reader at the line where they left off, if it is above what they see and they have not scrolled already. */
    beginAt(line: HTMLElement): void {
      if (hasBegun) return;
      hasBegun = true;
      // After the change that brought the line, which puts the reader at the bottom.
      queueMicrotask(() => {
        if (!scroller || !isAtBottom()) return;
        const above = scroller.getBoundingClientRect().top + LINE_ROOM_PX - line.getBoundingClientRect().top;
        if (above <= 0) return;
        setAtBottom(false);
        scroller.scrollTop -= above;
        measure();
      });
    },

    /** Changes what is shown, and puts the reader back where they were. */
    keep(change: () => void): void {
      if (!scroller || isAtBottom()) {
        change();
        toBottom();
        return;
      }
      const held = anchor();
      change();
      if (held?.element.isConnected) scroller.scrollTop += held.element.getBoundingClientRect().top - held.top;
      measure();
    },

    /** The part that scrolls and what is in it. A keyboard that opens, or a line that grows, moves the bottom. */
    attach(element: HTMLElement, content: HTMLElement): void {
      scroller = element;
      element.style.overflowAnchor = 'none';
      element.addEventListener('scroll', onScroll, { passive: true });
      sizes = new ResizeObserver(() => isAtBottom() && toBottom());
      sizes.observe(element);
      sizes.observe(content);
      toBottom();
    },

    close: onCleanup(() => sizes?.disconnect()),
  };
}
