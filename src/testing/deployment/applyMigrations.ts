/** `tsx applyMigrations.ts URL FOLDER`: a node's first step, alone; prints what it applied, after "has the lock" when it waits in it. */
import { openPostgres } from '../../server/adapters/database.ts';
import { applyMigrations } from '../../server/adapters/migrations.ts';

const [url = '', folder = '', staysInside] = process.argv.slice(2);
const database = openPostgres(url, 1);
if (staysInside) {
  await database.alone(async () => {
    console.log('has the lock');
    await new Promise((resolve) => setTimeout(resolve, 3600_000));
  });
}
console.log(`applied ${JSON.stringify(await applyMigrations(database, folder))}`);
await database.close();
