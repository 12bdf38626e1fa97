/** The list of one's signed-in browsers, as it is kept by the query client. */
export const sessionsKey = ['accounts', 'sessions'] as const;
