import type { Page } from 'playwright-core';

/** What a page is asked for whoever reads it large, or moves through it by keyboard. */

/** The narrowest phone there is, with letters twice as large (WCAG 2.2, 1.4.4 and 1.4.10). */
export const narrow = { width: 320, height: 640 };

/** From the next page on: as if the browser's own letters were set to twice their size. */
export async function writeLarge(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new MutationObserver((_changes, observer) => {
      document.documentElement.style.fontSize = '200%';
      observer.disconnect();
    }).observe(document, { childList: true });
  });
}

/** What hangs over the side of the page, or is cut off in its box without the dots that say so. */
export async function sidewaysFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const describe = (element: Element) =>
      `<${element.tagName.toLowerCase()}> ${element.textContent?.trim().slice(0, 60)}`;
    const scrollsSideways = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrollsSideways(element.parentElement));
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth)
      faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
    for (const element of document.querySelectorAll('body *')) {
      const hasText = [...element.childNodes].some(
        ({ nodeType, textContent }) => nodeType === 3 && textContent?.trim(),
      );
      if (!hasText || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      // What only screen readers are told.
      if (width <= 1 || height <= 1) continue;
      const style = getComputedStyle(element);
      if ((left < -1 || right > innerWidth + 1) && !scrollsSideways(element))
        faults.push(`beside the page: ${describe(element)}`);
      const isCut = style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
      if (isCut && style.textOverflow !== 'ellipsis') faults.push(`cut off: ${describe(element)}`);
    }
    return faults;
  });
}

/**
 * Goes through the page by Tab, from its beginning; what cannot be reached so, or does not show where one is. A page may
 * change while one goes through it: what is wrong with it is so the second time, too.
 */
export async function keyboardFaults(page: Page): Promise<string[]> {
  const faults = await walkThrough(page);
  return faults.length > 0 ? walkThrough(page) : faults;
}

async function walkThrough(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    // Where the next Tab begins is otherwise wherever the focus was last.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    Object.assign(window, { walked: new Set<Element>(), lastWalked: null, readLast: null, seen: '' });
  });
  const faults: string[] = [];
  for (let steps = 0; steps < 150; steps++) {
    await page.keyboard.press('Tab');
    const step = await page.evaluate(lookAtFocus);
    if (step.isOver) break;
    faults.push(...step.faults);
    if (steps === 149) faults.push('no end after 150 steps');
  }
  return [...faults, ...(await page.evaluate(findUnreached))];
}

type Walked = Window & {
  walked: Set<Element>;
  lastWalked: Element | null;
  readLast: (() => string) | null;
  seen: string;
};

/** In the page: what is wrong with the place where the focus is, and whether the place before it looks as if it were still there. */
function lookAtFocus(): { isOver: boolean; faults: string[] } {
  const walk = window as unknown as Walked;
  const nameOf = (element: Element) =>
    `<${element.tagName.toLowerCase()}> ${element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 60)}`;
  const focused = document.activeElement;
  // A date has a place for each of its parts.
  if (focused && focused === walk.lastWalked) return { isOver: false, faults: [] };
  const faults: string[] = [];
  if (walk.lastWalked?.isConnected && walk.readLast?.() === walk.seen)
    faults.push(`shows no focus: ${nameOf(walk.lastWalked)}`);
  if (!focused || focused === document.body || walk.walked.has(focused)) return { isOver: true, faults };
  walk.walked.add(focused);
  walk.lastWalked = focused;
  // What the browser hides, and draws another way, is shown by its label or by what stands beside it.
  const around = [focused, focused.nextElementSibling, focused.parentElement, focused.closest('label, li')];
  const drawn = around.filter((element) => element !== null);
  walk.readLast = () =>
    [...drawn.map((element) => getComputedStyle(element)), getComputedStyle(focused, '::after')]
      .map((style) => `${style.outlineStyle} ${style.outlineWidth} ${style.boxShadow} ${style.borderColor}`)
      .join();
  walk.seen = walk.readLast();
  const box = focused.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
  const isTiny = box.width <= 1 || box.height <= 1;
  const top = document.elementFromPoint(x, y);
  const isSeen =
    top !== null && (focused.contains(top) || top.contains(focused) || top.closest('label')?.contains(focused));
  if (!isTiny && !isSeen)
    faults.push(`focus is out of sight: ${nameOf(focused)} at ${Math.round(x)}, ${Math.round(y)}`);
  return { isOver: false, faults };
}

/** In the page: what can be used by pointer and was not come to. */
function findUnreached(): string[] {
  const { walked } = window as unknown as Walked;
  const usable =
    'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"], [role="button"]';
  const unreached = [...document.querySelectorAll(usable)].filter((element) => {
    if (walked.has(element) || element.closest('[inert], [aria-hidden="true"], [data-focus-trap]')) return false;
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    // Of a group that arrow keys move through one is come to by Tab.
    const group = element.matches('[type="radio"], [role="radio"], [role="tab"]')
      ? element.closest('[role="radiogroup"], [role="tablist"], [role="group"], fieldset')
      : element.closest('[role="toolbar"]');
    if (group && [...walked].some((one) => group.contains(one))) return false;
    return element.getAttribute('tabindex') !== '-1' || !element.closest('[role]')?.matches('[role="dialog"]');
  });
  return unreached.map((element) => `not reached by keyboard: ${element.outerHTML.slice(0, 160)}`);
}
