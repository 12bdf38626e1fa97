/**
 * What a query holds, also when asking again failed; undefined until it holds something. Reading `data` earlier would
 * suspend the whole page, and each screen draws its own waiting.
 */
export const dataOf = <T>(query: { dataUpdatedAt: number; data: T }): T | undefined =>
  query.dataUpdatedAt > 0 ? query.data : undefined;
