import { FolderInUseError } from './adapters/folderLock.ts';
import { ConfigError } from './config.ts';

/** What Node, Prisma and node-postgres say of a fault. */
interface Fault {
  code?: string;
  message?: string;
  syscall?: string;
  path?: string;
  address?: string;
  hostname?: string;
  port?: number;
  /** Of a name with several addresses: what became of each. */
  errors?: Fault[];
  meta?: { driverAdapterError?: { cause?: { originalMessage?: string } } };
}

function deniedWords({ code, syscall, path, port }: Fault): string | null {
  if (syscall === 'listen') {
    return `Port ${port} may not be opened by this user, as most below 1024 may not. Choose another, with a reverse proxy in front of it: PORT=3000 npm start`;
  }
  if (!path) return null;
  const instead = 'choose another with DATA_DIR, or RELAY_DIR for what the relay holds.';
  if (syscall === 'mkdir')
    return `${path} may not be made by this user (${code}). Make it as root and give it to them (chown), or ${instead}`;
  return `${path} may not be read or written by this user (${code}). Give it to them (chown), or ${instead}`;
}

const unknownWords = ({ hostname }: Fault) =>
  `Nobody knows where ${hostname} is. See HOST (an address of this machine, or nothing), DATABASE_URL and REDIS_URL: whichever names it.`;

const noFolderWords = ({ syscall, path }: Fault) =>
  syscall === 'mkdir' ? `${path} is no folder. Choose another data folder with DATA_DIR.` : null;

const fullWords = ({ path }: Fault) =>
  `No room is left on the disk${path ? ` for ${path}` : ' of the data folder'}. Make some, or choose another data folder with DATA_DIR.`;

const silentWords = ({ message }: Fault) =>
  `${message}. See whether PostgreSQL runs there, and whether DATABASE_URL says where it is.`;

/** Nothing listens there, or nothing leads there: with Prisma's words for it, or without. */
const awayWords = (fault: Fault) => {
  const { address, port } = fault.errors?.[0] ?? fault;
  if (!address) return null;
  return `Nothing answers at ${address}${port ? `:${port}` : ''}. See whether PostgreSQL runs there, and whether DATABASE_URL says where it is.`;
};

const strangerWords = ({ message, meta }: Fault) =>
  `PostgreSQL lets nobody in: ${meta?.driverAdapterError?.cause?.originalMessage ?? message}. See the user and the password in DATABASE_URL (or DATABASE_PASSWORD).`;

const wordsByCode: Record<string, (fault: Fault) => string | null> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken. Choose another: PORT=3001 npm start`,
  EADDRNOTAVAIL: ({ address }) => `This machine has no address ${address}. Set HOST to one that it has, or to nothing.`,
  ENOTFOUND: unknownWords,
  EAI_AGAIN: unknownWords,
  ECONNREFUSED: awayWords,
  ETIMEDOUT: awayWords,
  EHOSTUNREACH: awayWords,
  ENETUNREACH: awayWords,
  EACCES: deniedWords,
  EPERM: deniedWords,
  EROFS: deniedWords,
  EEXIST: noFolderWords,
  ENOTDIR: noFolderWords,
  ENOSPC: fullWords,
  EDQUOT: fullWords,
  P1000: strangerWords,
  P1010: strangerWords,
  P1001: silentWords,
  P1002: silentWords,
  P1008: silentWords,
  P1003: ({ message }) => `${message}. Make it (createdb), or name another in DATABASE_URL.`,
};

/** What node-postgres says, without a code, where a firewall drops what is sent. */
const POOL_TIMEOUT = 'Connection terminated due to connection timeout';

/** What kept the server from starting, in words for who can mend it at the terminal; null for what nobody foresaw. */
export function faultInWords(error: unknown): string | null {
  if (error instanceof ConfigError || error instanceof FolderInUseError) return error.message;
  const fault = error as Fault;
  // node-postgres has no code for a password that is asked for and not given.
  if (fault?.message?.startsWith('SASL:')) return strangerWords({ message: 'it asks for a password' });
  if (fault?.message === POOL_TIMEOUT) return silentWords({ message: 'PostgreSQL did not answer in time' });
  return wordsByCode[fault?.code ?? '']?.(fault) ?? null;
}
