/** The heading of the part of the page that something stands in: where the focus goes on when that goes away. */
export const sectionHeading = (inside: Element): HTMLElement | null =>
  inside.closest('section')?.querySelector('h2') ?? null;
