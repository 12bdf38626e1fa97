/** What became of received files: by index, when (ISO 8601). */
export interface SavedFiles {
  /** Written where the person wanted them. */
  savedAt: Record<number, string>;
  /** Given to the browser or to another app, which do not tell what they do with them. */
  handedAt?: Record<number, string>;
}

/** The same once these are saved as well, or handed over where that is not certain. */
export function withSaved({ savedAt, handedAt }: SavedFiles, indices: number[], isCertain: boolean): SavedFiles {
  const now = new Date().toISOString();
  const news: Record<number, string> = Object.fromEntries(indices.map((index) => [index, now]));
  return isCertain ? { savedAt: { ...savedAt, ...news }, handedAt } : { savedAt, handedAt: { ...handedAt, ...news } };
}

/** Nothing would be lost if the copy here went. */
export const areSaved = (indices: number[], { savedAt }: SavedFiles): boolean =>
  indices.length > 0 && indices.every((index) => savedAt[index]);

/** Nothing was done to save it so far. */
export const isUnsaved = (index: number, { savedAt, handedAt }: SavedFiles): boolean =>
  !savedAt[index] && !handedAt?.[index];
