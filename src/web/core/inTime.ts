/** What the work comes to, or a refusal when that takes too long: it may never come to anything. */
export function inTime<T>(work: Promise<T>, limitMs: number, refusal: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(refusal()), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
