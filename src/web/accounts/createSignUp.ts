import { isUnreachable, toAppError } from '../core/appError.ts';
import type { logIn, register } from './session.ts';

interface Doors {
  register: typeof register;
  logIn: typeof logIn;
}

/**
 * Making an account, however often it takes to hear the answer: on bad Wi-Fi it may be made, and the answer lost. Whether it
 * is one's own that has the name then, the password tells.
 */
export function createSignUp({ register, logIn }: Doors) {
  let unansweredEmail: string | null = null;
  return async (wish: { username: string; email: string; password: string }): Promise<void> => {
    try {
      await register(wish);
    } catch (error) {
      const { code } = toAppError(error);
      const isTaken = code === 'accounts.username_taken' || code === 'accounts.email_taken';
      const mayBeOwn = isTaken && wish.email === unansweredEmail;
      if (isUnreachable(error)) unansweredEmail = wish.email;
      if (!mayBeOwn) throw error;
      await logIn(wish.email, wish.password).catch((refusal) => {
        throw toAppError(refusal).kind === 'unauthenticated' ? error : refusal;
      });
    }
  };
}
