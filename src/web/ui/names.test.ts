import { describe, expect, it } from 'vitest';
import { gelOf, initialsOf } from './names.ts';

describe('initials', () => {
  it.each([
    ['Mira Kovač', 'MK'],
    ['mira', 'M'],
    ['Ana Maria de Souza', 'AS'],
    ['jonas_w', 'JW'],
    ['  ', '?'],
    ['👩‍🎤 Star', '👩‍🎤S'],
    ['éa', 'É'],
  ])('%s gives %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('the colour of a name', () => {
  it('is the same whichever way the name was typed', () => expect(gelOf('Zoë')).toEqual(gelOf('zoe\u0308')));
  it('differs between names', () => {
    const hues = new Set(['Mira', 'Jonas', 'Ana', 'Tom', 'Ruža', 'Kai'].map((name) => gelOf(name).background));
    expect(hues.size).toBeGreaterThan(3);
  });
});
