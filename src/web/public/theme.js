// Runs before the first paint, as a plain script: a module would run after it. Same key as ui/theme.ts.
try {
  const theme = localStorage.getItem('spotlight.theme');
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; the system's theme holds.
}
