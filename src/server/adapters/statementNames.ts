import type { SqlQuery } from '@prisma/driver-adapter-utils';

/**
 * Names statements, so that a connection prepares each once: to parse and plan takes longer than most take to run. Only so
 * many, because each stays in the memory of every connection; the others have no name, and are prepared each time.
 */
export function nameStatements(most: number): (query: SqlQuery) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known) return known;
    if (names.size >= most) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
