import { expect, it } from 'vitest';
import { nameStatements } from './statementNames.ts';

const asked = (sql: string) => ({ sql, args: [], argTypes: [] });

it('the same statement has the same name, and another one another', () => {
  const name = nameStatements(2);
  const first = name(asked('SELECT 1'));
  expect(first).not.toBe('');
  expect(name(asked('SELECT 2'))).not.toBe(first);
  expect(name(asked('SELECT 1'))).toBe(first);
});

it('has names for so many and no more', () => {
  const name = nameStatements(1);
  const first = name(asked('SELECT 1'));
  expect(name(asked('SELECT 2'))).toBe('');
  expect(name(asked('SELECT 1'))).toBe(first);
});
