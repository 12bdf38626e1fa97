import { describe, expect, test } from 'vitest';
import { contentProblem, kindOf, messageLimits } from './conversationRules.ts';

test('an empty and an overlong message are refused, the longest one is not', () => {
  expect(contentProblem('')).toBe('conversations.message_empty');
  expect(contentProblem('x'.repeat(messageLimits.length))).toBeNull();
  expect(contentProblem('x'.repeat(messageLimits.length + 1))).toBe('conversations.message_too_long');
});

describe('a sole web address is a link', () => {
  test.each([
    ['https://example.org/a?b=c#d', 'link'],
    ['HTTP://example.org', 'link'],
    ['see https://example.org', 'text'],
    ['https://a.example https://b.example', 'text'],
    ['javascript:alert(1)', 'text'],
    ['https://', 'text'],
    ['https://example.org/"><img src=x>', 'text'],
  ] as const)('%s is %s', (content, kind) => {
    expect(kindOf(content, 'text')).toBe(kind);
    expect(kindOf(content, 'link')).toBe(kind);
  });
  test('a video stays a video', () => expect(kindOf('https://example.org', 'video')).toBe('video'));
});
