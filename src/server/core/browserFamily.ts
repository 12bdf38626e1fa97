/** The few families that figures tell apart: enough to see which browser fails, too few to tell a person by. */
export const browserFamilies = ['Chrome', 'Firefox', 'Safari', 'Edge', 'Samsung Internet', 'Opera', 'other'] as const;
export type BrowserFamily = (typeof browserFamilies)[number];

// The engine decides what works, and on iPhone and iPad it is Safari's whatever the name says.
const signs: [RegExp, BrowserFamily][] = [
  [/iPhone|iPad|iPod/, 'Safari'],
  [/Edg(?:e|A)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

export function browserFamily(userAgent: string | undefined): BrowserFamily {
  return signs.find(([sign]) => sign.test(userAgent ?? ''))?.[1] ?? 'other';
}
