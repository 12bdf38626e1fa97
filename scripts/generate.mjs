import { ensureGenerated, ensurePackages } from './setup.mjs';

ensurePackages();
ensureGenerated();
