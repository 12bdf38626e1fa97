import type { Mail } from '../core/mailer.ts';

/** The link carries its token in the fragment, which no server and no log on the way gets to see. */
export const resetLink = (origin: string, token: string) => `${origin}/reset#${token}`;

/** What is sent to whoever asked for a new password. */
export function resetMail(to: string, link: string, minutes: number): Mail {
  const lines = [
    'Someone, you we hope, asked for a new password for your Spotlight account.',
    `To set one, open this link within ${minutes} minutes:`,
  ];
  const last = 'If it was not you, do nothing: your password stays as it is.';
  return {
    to,
    subject: 'Your new password for Spotlight',
    text: `${lines.join('\n')}\n\n${link}\n\n${last}\n`,
    html: `<p>${lines.join('<br>')}</p><p><a href="${link}">Set a new password</a></p><p>${last}</p>`,
  };
}

/** What the owner of an account is told after something that only they should do. */
export function changedMail(to: string, what: string): Mail {
  const text = `${what} If it was not you, set a new password at once, and tell the organiser of your event.`;
  return { to, subject: 'Your Spotlight account has changed', text: `${text}\n`, html: `<p>${text}</p>` };
}
