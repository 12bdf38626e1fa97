import type { Meters } from '../core/meters.ts';
import type { JobsService } from './jobs.service.ts';

/** How much work there is and how far behind it is, counted when someone looks; every process sees the same. */
export function watchJobs(meters: Meters, jobs: Pick<JobsService, 'overview'>): void {
  meters.watch('spotlight_jobs', async () =>
    (await jobs.overview()).kinds.flatMap((row) =>
      (['waiting', 'running', 'dead'] as const).map((state) => ({
        labels: { kind: row.kind, state },
        value: row[state],
      })),
    ),
  );
  meters.watch('spotlight_job_lag_seconds', async () => [{ labels: {}, value: (await jobs.overview()).lagMs / 1000 }]);
  meters.watch('spotlight_schedules_late', async () => [
    { labels: {}, value: (await jobs.overview()).schedules.filter(({ isLate }) => isLate).length },
  ]);
}
