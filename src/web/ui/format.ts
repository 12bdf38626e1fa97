const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size as people say it: "840 kB", "1.4 GB". Decimal units, as phones and file managers show them. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '0 B';
  let unit = 0;
  let amount = bytes;
  // Rounding may carry: 999.7 kB is 1.0 MB, not 1000 kB.
  while (roundedTo3(amount) >= 1000 && unit < byteUnits.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${figureText(amount, unit)} ${byteUnits[unit]}`;
}

const roundedTo3 = (amount: number): number => (amount < 10 ? amount : Math.round(amount));

function figureText(amount: number, unit: number): string {
  if (unit === 0) return String(Math.round(amount));
  if (amount < 9.95) return amount.toFixed(1);
  return String(Math.round(amount));
}

/** A rate as people say it: "18 MB/s". */
export const formatSpeed = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`;

/** How long, as coarse as it is sure: "8 s", "2 min", "1 h 20 min", "3 days". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.round(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}

/** "2 min left"; short rests are rounded to five seconds so that the words stand still. */
export function formatTimeLeft(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '';
  if (seconds < 5) return 'a moment left';
  const steady = seconds < 57.5 ? Math.ceil(seconds / 5) * 5 : seconds;
  return `${formatDuration(steady)} left`;
}

/** A position or length of a clip: "0:07", "12:45", "1:02:03". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const pad = (part: number) => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

/** "1 person", "12 people": the count and its word. */
export const formatCount = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
