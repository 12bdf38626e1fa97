import type { AccountId, EventId, MatchId } from '../../shared/core/ids.ts';
import type { Match } from '../../shared/matches/match.ts';
import { api } from '../core/api.ts';
import { toAppError } from '../core/appError.ts';
import { askAgain } from '../core/askAgain.ts';
import { createCommand } from '../core/createCommand.ts';
import { isOverSoon, isSaidAgain } from '../core/retrying.ts';
import { answered, matchKeys, newsOf } from './matchQueries.ts';

/** What a person can do about a match. Each is safe to send twice; a refusal means that things have moved on. */
export function createMatchCommands(onChange: (match: Match | null) => void = () => {}) {
  // Kept until it has gone through: the same question sent again after a lost answer is one question.
  let proposedId: MatchId | null = null;

  const settle = async (matchId: MatchId, ask: () => Promise<Match>): Promise<Match> => {
    // Why something else was refused before is no answer to this.
    for (const command of Object.values(commands)) command.reset();
    const newsBefore = newsOf(matchId);
    try {
      const match = await ask();
      answered(match, newsBefore);
      onChange(match);
      return match;
    } catch (error) {
      if (!isOverSoon(toAppError(error))) {
        askAgain(matchKeys.all);
        onChange(null);
      }
      throw error;
    }
  };

  const commands = {
    propose: createCommand(async (eventId: EventId, recipientId: AccountId) => {
      proposedId ??= crypto.randomUUID() as MatchId;
      const matchId = proposedId;
      try {
        const match = await settle(matchId, () => api.matches.propose.mutate({ matchId, eventId, recipientId }));
        proposedId = null;
        return match;
      } catch (error) {
        if (!isSaidAgain(toAppError(error))) proposedId = null;
        throw error;
      }
    }),
    accept: createCommand((matchId: MatchId) => settle(matchId, () => api.matches.accept.mutate({ matchId }))),
    decline: createCommand((matchId: MatchId) => settle(matchId, () => api.matches.decline.mutate({ matchId }))),
    withdraw: createCommand((matchId: MatchId) => settle(matchId, () => api.matches.withdraw.mutate({ matchId }))),
    content: createCommand((matchId: MatchId) => settle(matchId, () => api.matches.content.mutate({ matchId }))),
  };
  return commands;
}
