import { createSignal, onCleanup, onMount } from 'solid-js';
import { filesFromDrop, filesFromPaste, type PickedFiles } from './files/pickFiles.ts';

/** While its owner is on screen, files may be dropped anywhere or pasted; true while something hangs over the page. */
export function createDropTarget(onFiles: (picking: Promise<PickedFiles>) => void) {
  const [isOver, setOver] = createSignal(false);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  // Every element passed on the way sends its own pair of enter and leave.
  let depth = 0;

  const handlers = {
    dragenter(event: DragEvent) {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    },
    dragover(event: DragEvent) {
      if (hasFiles(event)) event.preventDefault();
    },
    dragleave(event: DragEvent) {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    },
    drop(event: DragEvent) {
      depth = 0;
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      onFiles(filesFromDrop(event));
    },
    paste(event: ClipboardEvent) {
      const pasted = filesFromPaste(event);
      // Text with a picture of itself, as office programs copy it, is meant as text.
      if (pasted.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      onFiles(Promise.resolve(pasted));
    },
  };

  onMount(() => {
    for (const [name, handle] of Object.entries(handlers)) addEventListener(name, handle as EventListener);
    onCleanup(() => {
      for (const [name, handle] of Object.entries(handlers)) removeEventListener(name, handle as EventListener);
    });
  });

  return { isOver };
}
