import type { Mail, Mailer } from '../server/core/mailer.ts';

/** Keeps what it is asked to send; while it is told to hang or to fail, it does. */
export function makeRecordedMailer() {
  const sent: Mail[] = [];
  let send: Mailer['send'] = async (mail) => void sent.push(mail);
  return {
    sent,
    mailer: { send: (mail: Mail) => send(mail) } satisfies Mailer,
    behave(how: Mailer['send']): void {
      send = how;
    },
    recover(): void {
      send = async (mail) => void sent.push(mail);
      sent.length = 0;
    },
  };
}
