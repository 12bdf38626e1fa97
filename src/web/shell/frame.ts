import { type Accessor, createComputed, createContext, onCleanup, useContext } from 'solid-js';

/** What a page may ask of the frame around it. */
export interface Frame {
  /** Phones: the bottom bar makes room until the caller's owner goes. */
  hideBar(): () => void;
}

export const FrameContext = createContext<Frame>();

/** Whether the page stands in the frame; one without a frame brings its own landmarks. */
export const isInFrame = (): boolean => useContext(FrameContext) !== undefined;

/** Gives the bottom bar's room to a composer while that is wanted and its owner is on screen. */
export function createBarRoom(isWanted: Accessor<boolean>): void {
  const frame = useContext(FrameContext);
  createComputed(() => frame && isWanted() && onCleanup(frame.hideBar()));
}
