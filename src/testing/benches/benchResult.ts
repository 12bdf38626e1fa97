/** What each bench prints as its last line. */
export interface BenchResult {
  bench: string;
  ours: number;
  reference: number;
  unit: string;
  /** Ours over the reference. */
  ratio: number;
  runs: number;
  note: string;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function printResult(result: BenchResult): void {
  console.log(JSON.stringify(result));
}
