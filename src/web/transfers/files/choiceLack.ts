import { type PickedFiles, TooManyFilesError } from './walkFolders.ts';

/** What is wrong with a choice of files: there are too many, there is nothing to send, or some could not be read. */
export type ChoiceLack =
  | { kind: 'too_many'; limit: number }
  | { kind: 'nothing'; leftOut: number }
  | { kind: 'left_out'; leftOut: number };

/** The files that were chosen, and what they lack; what the browser refused otherwise is thrown. */
export async function readChoice(
  picking: Promise<PickedFiles>,
): Promise<{ picked: PickedFiles; lack: ChoiceLack | null }> {
  try {
    const picked = await picking;
    return { picked, lack: lackOf(picked) };
  } catch (error) {
    if (error instanceof TooManyFilesError) return { picked: [], lack: { kind: 'too_many', limit: error.limit } };
    throw error;
  }
}

export function lackOf({ length, leftOut }: PickedFiles): ChoiceLack | null {
  if (leftOut === undefined) return null;
  if (length === 0) return { kind: 'nothing', leftOut };
  return leftOut > 0 ? { kind: 'left_out', leftOut } : null;
}
