import { compose } from './compose.ts';
import { readConfig } from './config.ts';
import { inWords, seedDemo } from './demo.ts';
import { endInWords } from './endInWords.ts';
import { openAdapters } from './openAdapters.ts';

/** Fills the database of the settings with the demo, and ends. */
async function main(): Promise<void> {
  const { adapters, close } = await openAdapters(readConfig());
  const logins = await seedDemo(compose(adapters));
  process.stdout.write(`${logins.map(inWords).join('\n')}\n`);
  await close();
}

main().catch(endInWords);
