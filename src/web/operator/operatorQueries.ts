import { useQuery } from '@tanstack/solid-query';
import type { Accessor } from 'solid-js';
import type { SpanHours } from '../../shared/operator/operator.ts';
import { api } from '../core/api.ts';

const NOW_MS = 10_000;
/** The last hour moves minute by minute; longer spans move in longer steps. */
const HOUR_MS = 15_000;
const LONGER_MS = 60_000;

/** How everything stands, asked again while the page is in sight. */
export const createOverview = () =>
  useQuery(() => ({
    queryKey: ['operator', 'overview'],
    queryFn: ({ signal }) => api.operator.overview.query(undefined, { signal }),
    refetchInterval: NOW_MS,
  }));

export const createSeries = (hours: Accessor<SpanHours>) =>
  useQuery(() => ({
    queryKey: ['operator', 'series', hours()],
    queryFn: ({ signal }) => api.operator.series.query({ hours: hours() }, { signal }),
    refetchInterval: hours() === 1 ? HOUR_MS : LONGER_MS,
  }));
