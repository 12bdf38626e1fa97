import type { FastifyInstance } from 'fastify';
import type { WireError } from '../shared/core/errors.ts';

type Headers = Record<string, string>;

export interface Answer {
  status: number;
  /** What the procedure returned; undefined when refused. */
  data: unknown;
  error: WireError | undefined;
  headers: Record<string, unknown>;
}

export type TestBrowser = ReturnType<typeof makeTestBrowser>;

/** One browser before the server's door: it keeps cookies and calls procedures over HTTP, without a network. */
export function makeTestBrowser(app: FastifyInstance, { address = '127.0.0.1', userAgent = 'test browser' } = {}) {
  const cookies = new Map<string, string>();

  async function send(method: 'GET' | 'POST', url: string, body?: unknown, headers: Headers = {}) {
    const response = await app.inject({
      method,
      url,
      remoteAddress: address,
      headers: {
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookies.size > 0 ? { cookie: cookieHeader() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    for (const { name, value, maxAge, expires } of response.cookies as {
      name: string;
      value: string;
      maxAge?: number;
      expires?: Date;
    }[]) {
      const isGone = maxAge === 0 || (expires !== undefined && expires.getTime() === 0);
      if (isGone) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  async function call(method: 'GET' | 'POST', url: string, body?: unknown, headers?: Headers): Promise<Answer> {
    const response = await send(method, url, body, headers);
    const answer = response.json() as { result?: { data: unknown }; error?: { data: { domain: WireError } } };
    return {
      status: response.statusCode,
      data: answer.result?.data,
      error: answer.error?.data.domain,
      headers: response.headers,
    };
  }

  function cookieHeader(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  return {
    cookies,
    cookieHeader,
    send,
    query: (procedure: string, input?: unknown, headers?: Headers) =>
      call(
        'GET',
        `/trpc/${procedure}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`}`,
        undefined,
        headers,
      ),
    mutate: (procedure: string, input?: unknown, headers?: Headers) =>
      call('POST', `/trpc/${procedure}`, input ?? {}, headers),
  };
}
