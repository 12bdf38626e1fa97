import type { IncomingMessage } from 'node:http';

export type OriginRule = (request: IncomingMessage) => boolean;

/**
 * Who may change things or open a socket: pages of the very host that was asked, and the configured origins.
 * A request without an Origin header comes from no browser page and carries no one's cookies by accident.
 */
export function makeOriginRule(publicOrigins: readonly string[], behindProxy: boolean): OriginRule {
  return (request) => {
    const origin = request.headers.origin;
    if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site';
    if (publicOrigins.includes(origin)) return true;
    const forwarded = behindProxy ? request.headers['x-forwarded-host'] : undefined;
    const host = typeof forwarded === 'string' ? forwarded : request.headers.host;
    return URL.canParse(origin) && new URL(origin).host === host;
  };
}
