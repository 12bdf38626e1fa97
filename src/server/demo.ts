import { DomainError } from '../shared/core/errors.ts';
import type { EventId } from '../shared/core/ids.ts';
import type { Services } from './compose.ts';

const people = [
  { username: 'Ada', email: 'ada@demo.example', password: 'spotlight-ada' },
  { username: 'Ben', email: 'ben@demo.example', password: 'spotlight-ben' },
];
// Fixed, so that a second start finds the same event.
const demoEventId = '01890000-0000-7000-8000-00000000de30' as EventId;

function unlessRefused(error: unknown): void {
  if (!(error instanceof DomainError)) throw error;
}

export interface DemoLogin {
  login: string;
  /** null where another one was set since. */
  password: string | null;
}

export const inWords = ({ login, password }: DemoLogin) =>
  `Demo account: ${login}, ${password === null ? 'with the password that was set since' : `password ${password}`}`;

/** Two accounts in one event of today, to look around with; made once. */
export async function seedDemo(services: Services): Promise<DemoLogin[]> {
  const accounts: Awaited<ReturnType<typeof services.accounts.ensureAccount>>[] = [];
  for (const person of people) accounts.push(await services.accounts.ensureAccount(person));
  const [ada, ben] = accounts.map(({ id }) => id);
  if (!ada || !ben) throw new Error('demo accounts are missing');
  const day = (offset: number) => new Date(Date.now() + offset * 24 * 3600_000).toISOString().slice(0, 10);
  const event = {
    eventId: demoEventId,
    name: 'Swing Weekend',
    location: 'The Old Dance Hall',
    startDate: day(0),
    endDate: day(2),
    description: 'A demo event: two people, one floor, and videos to swap.',
    listed: true,
  };
  await services.events.create(event, ada).catch(unlessRefused);
  // A demo that was made last month is of today again, unless the event is somebody else's.
  await services.events.update({ ...event, worldsdcId: null }, ada).catch(unlessRefused);
  await services.events.join(demoEventId, ada);
  await services.events.join(demoEventId, ben);
  // A name may have been changed since, or be someone else's; nobody changes an address.
  return people.map(({ email, password }, index) => ({
    login: email,
    password: accounts[index]?.hasPassword ? password : null,
  }));
}
