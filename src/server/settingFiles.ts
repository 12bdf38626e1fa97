import { readFileSync } from 'node:fs';

/** The settings of the environment, and what could not be read. */
export interface GivenSettings {
  values: Record<string, string>;
  problems: string[];
}

/**
 * Any setting may also be given as the path of a file that holds it: `JWT_SECRET_FILE=/run/secrets/jwt_secret`. A secret
 * then shows neither in the list of processes nor in what `docker inspect` prints. An empty value, or file, counts as not set.
 */
export function readGiven(names: readonly string[], env: Record<string, string | undefined>): GivenSettings {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const name of names) {
    const value = env[name];
    const path = env[`${name}_FILE`];
    if (value && path) problems.push(`${name} and ${name}_FILE: give one of the two.`);
    else if (value) values[name] = value;
    else if (path) {
      try {
        // Editors end a file with a line break, which is no part of the secret.
        const text = readFileSync(path, 'utf8').trim();
        if (text !== '') values[name] = text;
      } catch (error) {
        problems.push(`${name}_FILE: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
      }
    }
  }
  return { values, problems };
}
