import type { ZodType } from 'zod';
import type { CommandName, Commands } from '../../shared/core/commands.ts';
import type { AccountId, DeviceId, SessionId } from '../../shared/core/ids.ts';
import type { BrowserFamily } from './browserFamily.ts';
import type { Topic } from './ports.ts';

/** One live connection of a signed-in browser. */
export interface Connection {
  id: string;
  accountId: AccountId;
  sessionId: SessionId;
  /** The registered device of this browser, if it named one. */
  deviceId: DeviceId | null;
  browser: BrowserFamily;
}

export interface Registration<C> {
  input: ZodType;
  handle: (from: C, input: never) => Promise<unknown>;
}

/** Where each room registers what it answers and what it wants to know of connections. */
export class SocketRegistry<C extends { id: string } = Connection> {
  readonly commands = new Map<CommandName, Registration<C>>();
  readonly topics: ((connection: C) => Promise<Topic[]>)[] = [];
  readonly connected: ((connection: C) => Promise<void>)[] = [];
  readonly disconnected: ((connection: C) => Promise<void>)[] = [];

  /** Answers a command; its input is checked by the schema first. */
  command<N extends CommandName, I>(
    name: N,
    input: ZodType<I>,
    handle: (from: C, input: I) => Promise<Commands[N]['output']>,
  ): void {
    this.commands.set(name, { input, handle: handle as Registration<C>['handle'] });
  }

  /** What a connection will hear. Asked more than once while it opens. */
  hears(topicsOf: (connection: C) => Promise<Topic[]>): void {
    this.topics.push(topicsOf);
  }

  /** Runs when a connection opens. */
  onConnect(handle: (connection: C) => Promise<void>): void {
    this.connected.push(handle);
  }

  onDisconnect(handle: (connection: C) => Promise<void>): void {
    this.disconnected.push(handle);
  }
}
