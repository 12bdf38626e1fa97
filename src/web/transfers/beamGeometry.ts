/** The measures of a beam's cone, in CSS pixels: it leaves the sender's lamp narrow and lands wide on the receiver. */
export interface Cone {
  width: number;
  /** Half of its height at the lamp and at the mouth. */
  fromHalf: number;
  toHalf: number;
  middleY: number;
}

/** One drawn slice: it stands for one bucket or for several neighbours. */
export interface Slot {
  start: number;
  end: number;
  /** 0 to 1; 1 only when every block of it is there. */
  done: number;
  isAskedAgain: boolean;
  isByRelay: boolean;
}

const slicePx = 5;
const gapPx = 1.4;

/** As many slices as can be told apart in this width, and never more than there are buckets. */
export const slotCountFor = (width: number, bucketCount: number, perSlicePx = slicePx): number =>
  Math.max(1, Math.min(bucketCount, Math.floor(width / perSlicePx)));

/**
 * Buckets gathered into slices. Rounding is never in our favour: a slice is full only when all its buckets are, and
 * one with a single block done already shows something.
 */
export function slotsOf(
  buckets: readonly number[],
  count: number,
  askedAgain: readonly number[] = [],
  relayFrom = Number.POSITIVE_INFINITY,
): Slot[] {
  const asked = new Set(askedAgain);
  return Array.from({ length: count }, (_, index) => {
    const first = Math.floor((index * buckets.length) / count);
    const next = Math.max(first + 1, Math.floor(((index + 1) * buckets.length) / count));
    const own = buckets.slice(first, next).map((done) => Math.min(1, Math.max(0, done)));
    const mean = own.length ? own.reduce((sum, done) => sum + done, 0) / own.length : 0;
    const isFull = own.length > 0 && own.every((done) => done === 1);
    return {
      start: index / count,
      end: (index + 1) / count,
      done: isFull ? 1 : Math.min(mean, 0.96),
      isAskedAgain: range(first, next).some((bucket) => asked.has(bucket)),
      isByRelay: first >= relayFrom,
    };
  });
}

const range = (first: number, next: number): number[] => Array.from({ length: next - first }, (_, i) => first + i);

/** How far the whole of it is, 0 to 1; 1 only when nothing is missing. */
export function doneOf(buckets: readonly number[]): number {
  if (buckets.length === 0) return 0;
  const mean = buckets.reduce((sum, done) => sum + Math.min(1, Math.max(0, done)), 0) / buckets.length;
  return buckets.every((done) => done >= 1) ? 1 : Math.min(mean, 0.999);
}

/** Percent without boasting: 100 is said only when it is so. */
export const percentOf = (done: number): number => (done >= 1 ? 100 : Math.min(99, Math.floor(done * 100)));

/** Half the cone's height at `at` (0 lamp, 1 mouth). */
const halfAt = (cone: Cone, at: number): number => cone.fromHalf + (cone.toHalf - cone.fromHalf) * at;

/** A slice of the cone with slanted edges, `share` of its full height, as path data. */
export function slicePath(cone: Cone, slot: Pick<Slot, 'start' | 'end'>, share: number, gap = gapPx): string {
  const left = slot.start * cone.width + gap / 2;
  const right = Math.max(left + 0.8, slot.end * cone.width - gap / 2);
  const leftHalf = halfAt(cone, slot.start) * share;
  const rightHalf = halfAt(cone, slot.end) * share;
  const y = cone.middleY;
  return `M${px(left)} ${px(y - leftHalf)}L${px(right)} ${px(y - rightHalf)}V${px(y + rightHalf)}L${px(left)} ${px(y + leftHalf)}Z`;
}

/** The closed beam: the whole cone, running on into a pool of light around the receiver's picture. */
export function closedPath(cone: Cone, reach: number): string {
  const { fromHalf, toHalf, middleY: y } = cone;
  const x = cone.width + reach;
  const radius = toHalf + 5;
  if (reach === 0) return slicePath(cone, { start: 0, end: 1 }, 1, 0);
  return `M0 ${px(y - fromHalf)}L${px(x)} ${px(y - radius)}A${px(radius)} ${px(radius)} 0 0 1 ${px(x)} ${px(y + radius)}L0 ${px(y + fromHalf)}Z`;
}

/** The share of its height that a slice has: even the first block is seen, and a part never looks like the whole. */
export const shareOf = (done: number): number => (done >= 1 ? 1 : 0.16 + 0.6 * done);

/** Where the light from the lamp ends: the last slice before the first gap; 0 to 1. */
export function frontOf(slots: readonly Slot[]): number {
  const gap = slots.findIndex((slot) => slot.done < 1);
  if (gap === -1) return slots.length ? 1 : 0;
  return slots[gap]!.done > 0 ? slots[gap]!.end : slots[gap]!.start;
}

const px = (value: number): string => String(Math.round(value * 100) / 100);
