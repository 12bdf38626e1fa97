/**
 * What a query holds, also when asking again failed; undefined until it holds something. `query.data` itself goes through a
 * resource, which suspends whoever reads it at first, even when it is there already: then the whole page is taken away for
 * a moment, and whatever had the focus has it no more. So it is read where the query stores it, and each screen draws its
 * own waiting.
 */
export const dataOf = <T>(query: { dataUpdatedAt: number; data: T }): T | undefined =>
  query.dataUpdatedAt > 0 ? (Object.getOwnPropertyDescriptor(query, 'data')?.get?.() as T | undefined) : undefined;
