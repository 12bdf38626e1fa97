import type { DownloadId } from '../../core/ids.ts';

/** How a visitor's browser shows which download it is; apart from the schemas, for the page behind a link is small. */

/** Where visitors' sockets connect (Socket.IO), with `{ downloadId, token }` as `auth`. */
export const SHARE_NAMESPACE = '/share';

/** What is sent with each request of a download. */
export const authorizationOf = (id: DownloadId, token: string): string => `Bearer ${id}.${token}`;
