import { FolderInUseError } from './adapters/folderLock.ts';
import { ConfigError } from './config.ts';

/** Ends the process, with words for what the person at the terminal can mend. */
export function endInWords(error: unknown): never {
  if (error instanceof ConfigError || error instanceof FolderInUseError) console.error(error.message);
  else if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    console.error(`Port ${(error as { port?: number }).port} is taken. Choose another: PORT=3001 npm start`);
  } else console.error(error);
  process.exit(1);
}
