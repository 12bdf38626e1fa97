import { createTransport } from 'nodemailer';
import type { Mailer, MailSettings } from '../core/mailer.ts';

const TIMEOUT_MS = 10_000;

/** Mails by SMTP; `smtps:` or, where the server offers it, STARTTLS. */
export function makeSmtpMailer({ url, from }: Pick<MailSettings, 'url' | 'from'>): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
    // What a mail says is said by us: it neither reads files nor fetches addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      await transport.sendMail({ from, ...mail });
    },
  };
}
