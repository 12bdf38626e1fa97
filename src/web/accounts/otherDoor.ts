/** The other of log in and register, leading to the same place afterwards. */
export function otherDoor(path: '/login' | '/register', next: string | string[] | undefined): string {
  return typeof next === 'string' ? `${path}?next=${encodeURIComponent(next)}` : path;
}
