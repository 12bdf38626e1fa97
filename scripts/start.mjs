/** `npm start`: sets up what is missing, then serves. `-- --demo` adds a demo event, `-- --lan` serves HTTPS to the local network. */
import { requireFree } from './requireFree.mjs';
import { ensureBuilt, ensureGenerated, ensurePackages, requireNode } from './setup.mjs';

const known = { '--demo': 'DEMO', '--lan': 'LAN' };
for (const flag of process.argv.slice(2)) {
  if (!known[flag]) {
    console.error(`Unknown option ${flag}. There are: ${Object.keys(known).join(', ')}`);
    process.exit(1);
  }
  process.env[known[flag]] = 'true';
}

requireNode();
requireFree();
ensurePackages();
ensureGenerated();
ensureBuilt();
// In this same process: a signal, or the end of it, reaches the server itself.
await import('../dist/server/main.js');
