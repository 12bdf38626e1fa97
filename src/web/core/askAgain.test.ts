import { focusManager, InfiniteQueryObserver, QueryObserver } from '@tanstack/solid-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askAgain, noteNews, notePart } from './askAgain.ts';
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

describe('news while the question waits for the phone to be taken up again', () => {
  it('stands, and is asked for anew without waiting for that', async () => {
    await answer('accepted');
    leave();
    const asked: { answer: (text: string) => void; fail: () => void }[] = [];
    const queryFn = () => new Promise<string>((answer, fail) => asked.push({ answer, fail }));
    queryClient.mount();
    leave = new QueryObserver(queryClient, { queryKey, queryFn, retry: 1, retryDelay: 0 }).subscribe(() => {});
    askAgain(queryKey);
    focusManager.setFocused(false);
    asked.shift()!.fail();
    await vi.waitFor(() => expect(queryClient.getQueryState(queryKey)?.fetchStatus).toBe('paused'));
    noteNews(queryKey, 'completed');
    expect([known(), asked.length]).toEqual(['completed', 1]);
    focusManager.setFocused(undefined);
    asked.shift()!.answer('completed, and rated');
    await vi.waitFor(() => expect(known()).toBe('completed, and rated'));
    expect(asked).toEqual([]);
    queryClient.unmount();
  });
});

describe('a list of which the next page was asked for', () => {
  const listKey = ['events', 'list'];
  const shown = () => queryClient.getQueryData<{ pages: string[] }>(listKey)?.pages;
  /** Pages under way: each is answered by the test. */
  let asked: { page: number; answer: (text: string) => void; fail: () => void }[];
  let fetchNextPage: () => Promise<unknown>;
  let close: () => void;
  let isTriedAgain: boolean;

  beforeEach(async () => {
    asked = [];
    isTriedAgain = false;
    const list = new InfiniteQueryObserver(queryClient, {
      queryKey: listKey,
      queryFn: ({ pageParam }) => new Promise<unknown>((answer, fail) => asked.push({ page: pageParam, answer, fail })),
      initialPageParam: 0,
      getNextPageParam: (_last, pages) => pages.length,
      retry: (failures) => isTriedAgain && failures < 1,
      retryDelay: 0,
    });
    fetchNextPage = list.fetchNextPage;
    close = list.subscribe(() => {});
    asked.shift()!.answer('a');
    await vi.waitFor(() => expect(shown()).toEqual(['a']));
  });
  afterEach(() => close());

  it('gets it also when the phone is put away before it is tried again', async () => {
    queryClient.mount();
    isTriedAgain = true;
    void fetchNextPage();
    focusManager.setFocused(false);
    asked.shift()!.fail();
    await vi.waitFor(() => expect(queryClient.getQueryState(listKey)?.fetchStatus).toBe('paused'));
    askAgain();
    focusManager.setFocused(undefined);
    await vi.waitFor(() => expect(asked.map(({ page }) => page)).toEqual([1]));
    asked.shift()!.answer('b');
    await vi.waitFor(() => expect(shown()).toEqual(['a', 'b']));
    queryClient.unmount();
  });

  it('gets it, whatever is announced meanwhile, and is then asked for again', async () => {
    void fetchNextPage();
    askAgain(['events']);
    askAgain(['events']);
    expect(asked.map(({ page }) => page)).toEqual([1]);
    asked.shift()!.answer('b');
    await vi.waitFor(() => expect(asked.map(({ page }) => page)).toEqual([0]));
    expect(shown()).toEqual(['a', 'b']);
  });

  it('is asked for again when that page does not come', async () => {
    void fetchNextPage();
    askAgain(['events']);
    asked.shift()!.fail();
    await vi.waitFor(() => expect(asked.map(({ page }) => page)).toEqual([0]));
  });
});

describe('news of a part', () => {
  it('leaves the rest as old as it was', async () => {
    await answer('first');
    leave();
    queryClient.setQueryData(queryKey, 'first', { updatedAt: 1000 });
    askAgain(queryKey);
    notePart<string>(['matches'], (text) => `${text}, changed`);
    expect(known()).toBe('first, changed');
    expect(queryClient.getQueryState(queryKey)).toMatchObject({ dataUpdatedAt: 1000, isInvalidated: true });
  });

  it('says nothing of what was never asked for', () => {
    notePart<string>(['matches'], () => 'changed');
    expect(known()).toBeUndefined();
  });
});
