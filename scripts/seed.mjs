/** `npm run db:seed`: sets up what is missing, and fills the database of the settings with the demo. */
import { ensureBuilt, ensureGenerated, ensurePackages, requireNode } from './setup.mjs';

requireNode();
ensurePackages();
ensureGenerated();
ensureBuilt();
await import('../dist/server/seed.js');
