/**
 * While a new version comes in, node by node, the one before it runs on the new schema. So a migration only ever adds:
 * what is no longer used is taken away by a later version, when no node that knows it is left (expand, then contract).
 */
const breaking: [what: string, pattern: RegExp][] = [
  ['drops a table', /\bDROP\s+TABLE\b/i],
  ['drops a column', /\bDROP\s+COLUMN\b/i],
  ['drops a type', /\bDROP\s+TYPE\b/i],
  ['renames', /\bRENAME\b/i],
  ['changes a type', /\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b/i],
  ['asks for a value where there was none', /\bALTER\s+COLUMN\s+\S+\s+SET\s+NOT\s+NULL\b/i],
  ['takes a default away', /\bALTER\s+COLUMN\s+\S+\s+DROP\s+DEFAULT\b/i],
  [
    'adds a column that the version before cannot fill',
    /\bADD\s+COLUMN\b(?=[^,;]*\bNOT\s+NULL\b)(?![^,;]*\bDEFAULT\b)/i,
  ],
  ['empties a table', /\b(TRUNCATE|DELETE\s+FROM)\b/i],
];

/** Constraints bind the version before as well, on tables that it already writes to. */
const constraint = /\bALTER\s+TABLE\s+"?(\w+)"?\s+ADD\s+CONSTRAINT\b/gi;
const uniqueIndex = /\bCREATE\s+UNIQUE\s+INDEX\s+\S+\s+ON\s+"?(\w+)"?/gi;

/** What of a migration the version before it cannot live with. */
export function breakagesIn(sql: string): string[] {
  const bare = sql.replace(/--.*$/gm, '');
  const isNew = (table: string) => new RegExp(`\\bCREATE\\s+TABLE\\s+"?${table}"?\\s`, 'i').test(bare);
  const bound = [...bare.matchAll(constraint), ...bare.matchAll(uniqueIndex)]
    .map(([, table = '']) => table)
    .filter((table) => !isNew(table));
  return [
    ...breaking.filter(([, pattern]) => pattern.test(bare)).map(([what]) => what),
    ...new Set(bound.map((table) => `binds ${table}, which is already there`)),
  ];
}
