import type { ClientRequest, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Agent, request as startRequest } from 'node:https';

export interface HttpsAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** With every header that came twice, twice. */
  rawHeaders: string[];
  body: string;
}

interface Ask {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | ((request: ClientRequest) => void);
  agent?: Agent;
  /** The certificate to trust. */
  ca: string;
  /** How long nothing may come before it is given up. */
  patienceMs?: number;
}

/** One request over HTTP/1.1 and TLS, on a connection of its own unless there is an agent. */
export function askHttps(
  url: string,
  { method = 'GET', headers = {}, body, agent, ca, patienceMs = 0 }: Ask,
): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const request = startRequest(url, { method, headers, ca, agent: agent ?? new Agent() }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(pieces).toString(),
        }),
      );
    });
    request.setTimeout(patienceMs, () => request.destroy(new Error('no answer')));
    // A server that answers early closes while the body is still coming.
    request.on('error', reject);
    if (typeof body === 'function') body(request);
    else request.end(body);
  });
}
