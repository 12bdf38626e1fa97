/** A mail to one person: the same in plain text and in simple HTML. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Hands mails to a server of the operator's. */
export interface Mailer {
  /** Ends within seconds, one way or the other; throws when nobody took the mail. */
  send(mail: Mail): Promise<void>;
}

/** Where mails go out, and where links in them lead: never what a request says of itself. */
export interface MailSettings {
  url: string;
  from: string;
  origin: string;
}
