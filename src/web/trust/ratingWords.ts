import type { RatingStats } from '../../shared/trust/ratingRules.ts';

/** What each number of stars means, from one to five. */
export const scoreWords = ['Bad', 'Not good', 'All right', 'Good', 'Very good'] as const;

/** "4 stars, good": for those who cannot see the stars. */
export const scoreName = (score: number): string =>
  `${starsText(score)}, ${scoreWords[score - 1]?.toLowerCase() ?? ''}`;

export const starsText = (score: number): string => `${score} ${score === 1 ? 'star' : 'stars'}`;

/** "4.6", "5.0": one figure after the point, so that columns and memories compare. */
export const averageText = (average: number): string => average.toFixed(1);

/** "12 ratings, 92 % would exchange again". While they are few, as counts: one of two is not yet a half of all. */
export function standingText({ count, againShare }: RatingStats): string {
  if (count === 0) return 'No ratings yet';
  const again = Math.round((againShare ?? 0) * count);
  const share = count < 10 ? `${again} of ${count}` : `${Math.round((againShare ?? 0) * 100)} %`;
  return `${count.toLocaleString('en')} ${count === 1 ? 'rating' : 'ratings'}, ${share} would exchange again`;
}

const monthFormat = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "November 2026" of "2026-11". */
export const monthText = (month: string): string => monthFormat.format(new Date(`${month}-01T00:00:00Z`));
