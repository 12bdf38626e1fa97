import type { IncomingHttpHeaders } from 'node:http';

/** What the conditional headers make of a request for something whose strong entity tag this is (RFC 9110, 13.2.2). */
export function weighConditions(headers: IncomingHttpHeaders, etag: string): 'send' | 'not_modified' | 'failed' {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined && !names(ifMatch, etag, 'strong')) return 'failed';
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && names(ifNoneMatch, etag, 'weak')) return 'not_modified';
  return 'send';
}

/** Whether a Range still holds: If-Range must name this very tag; a date never does, for none is told (13.1.5). */
export function rangeHolds(headers: IncomingHttpHeaders, etag: string): boolean {
  const ifRange = headers['if-range'];
  return ifRange === undefined || String(ifRange).trim() === etag;
}

function names(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}
