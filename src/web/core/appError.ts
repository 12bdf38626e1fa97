import { TRPCClientError } from '@trpc/client';
import type { ErrorCode, WireError } from '../../shared/core/errors.ts';
import { StorageStuckError } from './storageTime.ts';

/** A refusal as screens handle it: one of the server's codes, or that the server could not be reached. */
export interface AppError extends Omit<WireError, 'code' | 'kind'> {
  code:
    | ErrorCode
    | 'client.unreachable'
    | 'client.no_room'
    | 'client.not_written'
    | 'client.no_storage'
    | 'client.not_held'
    | 'client.failed';
  kind: WireError['kind'] | 'unreachable';
}

/** Carries an AppError where something must be thrown. */
export class RefusedError extends Error {
  readonly refusal: AppError;
  constructor(refusal: AppError) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** What went wrong, whatever was thrown: the server's own refusal, no connection, or a fault of ours. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof RefusedError) return thrown.refusal;
  if (thrown instanceof TRPCClientError) {
    const domain = (thrown.data as { domain?: WireError } | null | undefined)?.domain;
    return domain ?? { code: 'client.unreachable', kind: 'unreachable' };
  }
  return { code: thrown instanceof StorageStuckError ? 'client.no_storage' : 'client.failed', kind: 'internal' };
}

export const isUnreachable = (thrown: unknown): boolean => toAppError(thrown).kind === 'unreachable';
