import { expect } from 'vitest';
import { accessibilityFaults, type Visitor } from './people.ts';

/** On these people's screens, as they are now, axe-core finds nothing wrong. */
export async function lookAt(visitors: Visitor[], what: string): Promise<void> {
  for (const { name, page } of visitors) expect(await accessibilityFaults(page), `${what}, at ${name}`).toEqual([]);
}
