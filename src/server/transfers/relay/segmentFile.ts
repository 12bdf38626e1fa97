import type { SegmentId } from '../../../shared/core/ids.ts';

/** How a segment's file ends; files of other names in the relay's folder are left alone. */
export const SEGMENT_SUFFIX = '.sealed';
export const segmentFile = (id: SegmentId): string => `${id}${SEGMENT_SUFFIX}`;
