import { createSignal } from 'solid-js';

export type Theme = 'system' | 'dark' | 'light';

// public/theme.js reads the same key before the first paint.
const storageKey = 'spotlight.theme';
/** The ground of each theme, for the browser's own bars. */
const barColour = { dark: '#100d0a', light: '#faf4e8' };

const [theme, setSignal] = createSignal<Theme>(stored());
apply(theme());

/** The theme that this browser's person chose. */
export { theme };

/** Chooses a theme for this browser and keeps it. */
export function setTheme(next: Theme): void {
  setSignal(next);
  apply(next);
  try {
    if (next === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // Storage may be closed to us: the choice then lasts as long as the page.
  }
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return value === 'dark' || value === 'light' ? value : 'system';
  } catch {
    return 'system';
  }
}

function apply(next: Theme): void {
  const root = document.documentElement;
  if (next === 'system') delete root.dataset.theme;
  else root.dataset.theme = next;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('light') ? 'light' : 'dark';
    meta.content = barColour[next === 'system' ? own : next];
  }
}
