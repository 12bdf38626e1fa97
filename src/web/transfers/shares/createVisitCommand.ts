import { RefusedError } from '../../core/appError.ts';
import { type Command, createCommand } from '../../core/createCommand.ts';
import { isMissingPart } from '../../core/missingPart.ts';
import { UNREACHABLE } from './looking.ts';

/**
 * One thing a person can do behind a link. A part of the page that does not arrive for it is no fault of the page: without
 * a network that is said, and else that the page must be loaded anew.
 */
export const createVisitCommand = <A extends unknown[], R>(work: (...args: A) => Promise<R>): Command<A, R> =>
  createCommand(async (...args: A) => {
    try {
      return await work(...args);
    } catch (error) {
      if (!isMissingPart(error)) throw error;
      throw new RefusedError(navigator.onLine ? { code: 'request.not_found', kind: 'not_found' } : UNREACHABLE);
    }
  });
