import type { Page, Request } from 'playwright-core';

const LAST = 20;

/** Writes down what a page reports and what it asks; returns what gives the last of it out, for a test that has failed. */
export function keepPageLog(page: Page): () => string {
  const errors: string[] = [];
  const failed: string[] = [];
  const unanswered = new Set<Request>();
  page.on('pageerror', (error) => void errors.push(String(error)));
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  page.on('request', (request) => void unanswered.add(request));
  page.on('requestfinished', (request) => void unanswered.delete(request));
  page.on('requestfailed', (request) => {
    unanswered.delete(request);
    failed.push(`${wordsOf(request)} ${request.failure()?.errorText}`);
  });
  const told = (title: string, lines: string[]) =>
    lines.length > 0 ? `${title}:\n${lines.slice(-LAST).join('\n')}\n` : '';
  return () =>
    told('errors', errors) +
    told('requests that failed', failed) +
    told('requests without an answer', [...unanswered].map(wordsOf));
}

const wordsOf = (request: Request) => `${request.method()} ${request.url()}`;
