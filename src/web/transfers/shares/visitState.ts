import type { Person } from '../../../shared/accounts/account.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import type { ShareEnd, ShareFacts } from '../../../shared/transfers/shares/share.ts';
import type { AppError } from '../../core/appError.ts';
import type { SessionSnapshot } from '../engine/sessionState.ts';
import type { DownloadRecord } from './shareDb.ts';

/** Where a visitor stands with a share. */
export type VisitState =
  | { state: 'opening' }
  /** The address names no share, or none that this server knows. */
  | { state: 'nowhere' }
  /** The part after the # is not there, or not whole: without it nothing can be read. */
  | { state: 'no_key'; key: 'missing' | 'broken' }
  | { state: 'not_opened'; error: AppError }
  | { state: 'locked'; facts: ShareFacts; from: Person }
  | { state: 'ready'; facts: ShareFacts; from: Person; manifest: Manifest }
  | {
      state: 'downloading';
      record: DownloadRecord;
      from: Person;
      manifest: Manifest;
      /** Null until the engine has said something. */
      snapshot: SessionSnapshot | null;
      /** Another tab of this browser works: this one only watches. */
      isElsewhere: boolean;
      /** What its owner has brought to the relay; null until that is known. */
      uploadedBytes: number | null;
    }
  /** All is here and verified. */
  | { state: 'done'; record: DownloadRecord; from: Person; manifest: Manifest; isHeld: boolean }
  /** `wasUnderWay`: something of it had come. */
  | { state: 'ended'; how: ShareEnd; from: Person | null; wasUnderWay: boolean };

/** There is nothing to be had here, at least not now. */
export type FailedVisitState = Extract<VisitState, { state: 'nowhere' | 'no_key' | 'not_opened' | 'ended' }>;

export const isFailed = (now: VisitState): now is FailedVisitState =>
  now.state === 'nowhere' || now.state === 'no_key' || now.state === 'not_opened' || now.state === 'ended';
