-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "kind" VARCHAR(60) NOT NULL,
    "payload" JSONB NOT NULL,
    "state" VARCHAR(20) NOT NULL DEFAULT 'waiting',
    "priority" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "max_failures" INTEGER NOT NULL,
    "key" VARCHAR(200),
    "is_key_to_end" BOOLEAN NOT NULL DEFAULT false,
    "schedule_name" VARCHAR(60),
    "last_error" VARCHAR(500),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_schedules" (
    "name" VARCHAR(60) NOT NULL,
    "every_ms" INTEGER NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "last_started_at" TIMESTAMPTZ(3),
    "last_ended_at" TIMESTAMPTZ(3),
    "last_outcome" VARCHAR(20),
    "last_error" VARCHAR(500),

    CONSTRAINT "job_schedules_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "jobs_key_key" ON "jobs"("key");

-- CreateIndex
CREATE INDEX "jobs_priority_due_at_idx" ON "jobs"("priority" DESC, "due_at");

-- CreateIndex
CREATE INDEX "jobs_state_ended_at_idx" ON "jobs"("state", "ended_at");

-- CreateIndex
CREATE INDEX "jobs_schedule_name_idx" ON "jobs"("schedule_name");

-- Rules that the schema language cannot say.
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_state" CHECK ("state" IN ('waiting', 'running', 'done', 'dead'));
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_due_until_ended" CHECK (("due_at" IS NULL) = ("state" IN ('done', 'dead')));
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_failures" CHECK ("failures" BETWEEN 0 AND "max_failures");
ALTER TABLE "job_schedules" ADD CONSTRAINT "job_schedules_every" CHECK ("every_ms" > 0);
