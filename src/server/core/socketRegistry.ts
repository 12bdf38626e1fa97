import type { ZodType } from 'zod';
import type { CommandName, Commands } from '../../shared/core/commands.ts';
import type { AccountId, DeviceId, SessionId } from '../../shared/core/ids.ts';
import type { Topic } from './ports.ts';

/** One live connection of a signed-in browser. */
export interface Connection {
  id: string;
  accountId: AccountId;
  sessionId: SessionId;
  /** The registered device of this browser, if it named one. */
  deviceId: DeviceId | null;
}

type Handler<N extends CommandName> = (from: Connection, input: never) => Promise<Commands[N]['output']>;
export interface Registration {
  input: ZodType;
  handle: (from: Connection, input: never) => Promise<unknown>;
}

/** Where each room registers what it answers and what it wants to know of connections. */
export class SocketRegistry {
  readonly commands = new Map<CommandName, Registration>();
  readonly connected: ((connection: Connection) => Promise<Topic[]>)[] = [];
  readonly disconnected: ((connection: Connection) => Promise<void>)[] = [];

  /** Answers a command; its input is checked by the schema first. */
  command<N extends CommandName, I>(
    name: N,
    input: ZodType<I>,
    handle: (from: Connection, input: I) => Promise<Commands[N]['output']>,
  ): void {
    this.commands.set(name, { input, handle: handle as Handler<N> });
  }

  /** Runs when a connection opens; the topics it returns are what the connection will hear. */
  onConnect(handle: (connection: Connection) => Promise<Topic[]>): void {
    this.connected.push(handle);
  }

  onDisconnect(handle: (connection: Connection) => Promise<void>): void {
    this.disconnected.push(handle);
  }
}
