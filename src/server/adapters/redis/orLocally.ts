/**
 * What Redis says or, while it says nothing, what this node knows by itself. The link tells the log, and asks without
 * waiting once it knows that nobody answers.
 */
export async function orLocally<T>(asked: Promise<T>, locally: () => T | Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch {
    return locally();
  }
}
