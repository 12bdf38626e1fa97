import { QueryObserver } from '@tanstack/solid-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askAgain, noteNews } from './askAgain.ts';
import { queryClient } from './queryClient.ts';

const queryKey = ['matches', 'one', 'a'];
/** Questions under way, the oldest first: each is answered by the test. */
let questions: ((answer: string) => void)[];
let leave: () => void;

const known = () => queryClient.getQueryData<string>(queryKey);

/** Answers the oldest question, and waits for what comes of it. */
async function answer(text: string): Promise<void> {
  questions.shift()!(text);
  await vi.waitFor(() => expect(queryClient.isFetching()).toBe(questions.length > 0 ? 1 : 0));
}

beforeEach(() => {
  questions = [];
  const queryFn = () => new Promise<string>((resolve) => questions.push(resolve));
  leave = new QueryObserver(queryClient, { queryKey, queryFn }).subscribe(() => {});
});
afterEach(() => {
  leave();
  queryClient.clear();
});

describe('what is asked again', () => {
  it('is asked at once, without waiting for an answer that is older', async () => {
    await answer('first');
    askAgain(['matches']);
    askAgain(['matches']);
    expect(questions).toHaveLength(2);
    await answer('overtaken');
    expect(known()).toBe('first');
    await answer('newest');
    expect(known()).toBe('newest');
  });

  it('is shown once it is there for the first time, and asked for once more, however often it was meant', async () => {
    askAgain();
    askAgain(['matches']);
    expect(questions).toHaveLength(1);
    questions.shift()!('first');
    await vi.waitFor(() => expect(known()).toBe('first'));
    await vi.waitFor(() => expect(questions).toHaveLength(1));
    await answer('newest');
    expect(known()).toBe('newest');
  });

  it('is not asked again for something else', async () => {
    await answer('first');
    askAgain(['events']);
    expect(questions).toHaveLength(0);
  });
});

describe('news', () => {
  it('stands, and asks nothing, while nobody is asking', async () => {
    await answer('accepted');
    noteNews(queryKey, 'completed');
    expect([known(), questions.length]).toEqual(['completed', 0]);
  });

  it('is not undone by an answer that was asked for before it', async () => {
    await answer('accepted');
    askAgain(queryKey);
    noteNews(queryKey, 'completed');
    await answer('accepted');
    expect(known()).toBe('completed');
    await answer('completed');
    expect(known()).toBe('completed');
  });

  it('comes before the first answer, and is not undone by that', async () => {
    noteNews(queryKey, 'completed');
    await answer('accepted');
    expect(known()).toBe('completed');
    await answer('completed');
    expect(known()).toBe('completed');
  });
});
