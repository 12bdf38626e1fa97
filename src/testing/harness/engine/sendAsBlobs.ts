import type { BrowserContext, Page } from 'playwright-core';

/**
 * Playwright watches the requests of workers, for which Chromium makes text of all bytes that they carry: 16 s of processor
 * for 100 MB, and one without. What a Blob stands for it is not told, so here workers send bytes as Blobs.
 */
export function sendAsBlobs(context: BrowserContext): void {
  const watch = (page: Page) => page.on('worker', (worker) => void worker.evaluate(wrapSend).catch(() => {}));
  for (const page of context.pages()) watch(page);
  context.on('page', watch);
}

function wrapSend(): void {
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (body) {
    send.call(this, ArrayBuffer.isView(body) ? new Blob([body as Uint8Array<ArrayBuffer>]) : body);
  };
}
