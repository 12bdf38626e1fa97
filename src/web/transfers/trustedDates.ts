/**
 * The dates (ms) of files of which the person has said that they are the ones that were offered all the same, by transfer or
 * share. It holds for the date that a file had then: one that is edited afterwards is asked about again.
 */
export function makeTrustedDates<Id>() {
  const dates = new Map<Id, number[]>();
  return {
    of: (id: Id): number[] => dates.get(id) ?? [],
    add(id: Id, files: (File | null)[]): void {
      dates.set(id, [...(dates.get(id) ?? []), ...files.flatMap((file) => file?.lastModified ?? [])]);
    },
  };
}
