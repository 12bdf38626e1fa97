import { join } from 'node:path';
import { z } from 'zod';
import type { RedisSettings } from './adapters/redis/redisLink.ts';
import { areProxies } from './core/addressOf.ts';
import type { TurnSettings } from './core/iceServers.ts';
import type { MailSettings } from './core/mailer.ts';
import { readGiven } from './settingFiles.ts';
import type { RelaySettings } from './transfers/relay/relayRoom.ts';
import type { S3Settings } from './transfers/relay/s3Client.ts';

const flag = z.stringbool().default(false);
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

const GIB = 1024 ** 3;

const settings = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  ROLE: z.enum(['web', 'worker', 'all']).default('all'),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_PASSWORD: z.string().min(1).optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  REDIS_PASSWORD: z.string().min(1).optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,40}$/)
    .default('spotlight'),
  JWT_SECRET: z.string().min(32).optional(),
  JWT_SECRET_ALSO: z.string().min(32).optional(),
  PUBLIC_ORIGINS: list.pipe(z.array(z.url({ protocol: /^https?$/ }))),
  TRUST_PROXY: list.refine(areProxies, 'takes addresses, ranges (10.0.0.0/8), loopback, linklocal and uniquelocal'),
  STUN_URLS: list.pipe(z.array(z.string().regex(/^stuns?:/))),
  TURN_URLS: list.pipe(z.array(z.string().regex(/^turns?:[^\s?]+(\?transport=(udp|tcp))?$/))),
  // A template that was never filled in must not become a secret that everybody knows.
  TURN_SECRETS: list.pipe(z.array(z.string().min(32))),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).max(320).optional(),
  TURN_TTL_SECONDS: z.coerce.number().int().min(60).max(86_400).default(3600),
  RELAY: z.stringbool().default(true),
  RELAY_DIR: z.string().min(1).optional(),
  RELAY_MAX_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(10 * GIB),
  RELAY_ACCOUNT_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(2 * GIB),
  RELAY_FREE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(2 * GIB),
  RELAY_ACCEL: z
    .string()
    .regex(/^\/[\w/-]+\/$/)
    .optional(),
  RELAY_ORIGIN: z.url({ protocol: /^https$/ }).optional(),
  RELAY_HOURS: z.coerce
    .number()
    .min(1)
    .max(7 * 24)
    .default(24),
  DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(0),
  // Whoever has it sees every figure: a template that was never filled in must not open it.
  METRICS_TOKEN: z.string().min(16).optional(),
  SLOW_QUERY_MS: z.coerce.number().int().min(1).max(60_000).default(200),
  OPERATORS: list,
  RELAY_S3_BUCKET: z.string().min(1).optional(),
  RELAY_S3_PREFIX: z
    .string()
    .regex(/^([\w.-]+\/)*$/, 'ends with a slash')
    .default('relay/'),
  RELAY_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  RELAY_S3_REGION: z.string().min(1).default('us-east-1'),
  RELAY_S3_KEY_ID: z.string().min(1).optional(),
  RELAY_S3_SECRET: z.string().min(1).optional(),
  RELAY_S3_PATH_STYLE: z.stringbool().optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  LAN: flag,
  DEMO: flag,
});

/** Every setting, read once and checked together. */
export type Config = Readonly<{
  environment: 'production' | 'development' | 'test';
  /** Whether this process serves people, does jobs, or both. */
  role: 'web' | 'worker' | 'all';
  host: string;
  port: number;
  dataDir: string;
  /** PostgreSQL; without it the embedded PGlite in `dataDir`. */
  databaseUrl: string | undefined;
  databasePool: number;
  /** Where nodes share what is live; null: this process is the only one. */
  redis: RedisSettings | null;
  /** Signs access tokens; without it one is made and kept in `dataDir`. */
  jwtSecret: string | undefined;
  /** Believed as well, while one secret takes the other's place. */
  jwtSecretAlso: string | undefined;
  /** Origins besides the one that a request names itself. */
  publicOrigins: readonly string[];
  trustProxy: readonly string[];
  stunUrls: readonly string[];
  /** Relays for those who find no direct way; null without. */
  turn: TurnSettings | null;
  /** Mails, for links to a new password; null without. */
  mail: MailSettings | null;
  /** Sealed bytes on their way; `relayDir` is beside the data if not said otherwise. */
  relayDir: string;
  relay: RelaySettings;
  /** The bucket that they wait in instead. */
  relayS3: S3Settings | null;
  /** How long a node that is asked to end goes on serving, for a load balancer to notice. */
  drainMs: number;
  /** Opens `/metrics`; without it there is none. */
  metricsToken: string | null;
  slowQueryMs: number;
  /** Usernames of those who see the operator's screen. */
  operators: readonly string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  lan: boolean;
  demo: boolean;
}>;

/** Thrown with every problem of the environment at once. */
export class ConfigError extends Error {}

/** Reads the settings; an empty value counts as not set, and any may be in a file that NAME_FILE names. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = readGiven(settingNames, env);
  const read = settings.safeParse(given.values);
  const problems = [...given.problems, ...(read.success ? clashesIn(read.data) : [z.prettifyError(read.error)])];
  if (!read.success || problems.length > 0) throw new ConfigError(`The settings do not fit:\n${problems.join('\n')}`);
  const s = read.data;
  return Object.freeze({
    environment: s.NODE_ENV,
    role: s.ROLE,
    host: s.HOST,
    port: s.PORT,
    dataDir: s.DATA_DIR,
    databaseUrl: withPassword(s.DATABASE_URL, s.DATABASE_PASSWORD),
    databasePool: s.DATABASE_POOL,
    redis: s.REDIS_URL ? { url: withPassword(s.REDIS_URL, s.REDIS_PASSWORD)!, prefix: s.REDIS_PREFIX } : null,
    jwtSecret: s.JWT_SECRET,
    jwtSecretAlso: s.JWT_SECRET_ALSO,
    publicOrigins: s.PUBLIC_ORIGINS.map((origin) => new URL(origin).origin),
    trustProxy: s.TRUST_PROXY,
    stunUrls: s.STUN_URLS,
    turn:
      s.TURN_URLS.length > 0 ? { urls: s.TURN_URLS, secrets: s.TURN_SECRETS, ttlSeconds: s.TURN_TTL_SECONDS } : null,
    mail: mailOf(s),
    relayDir: s.RELAY_DIR ?? join(s.DATA_DIR, 'relay'),
    relay: {
      isOn: s.RELAY,
      maxBytes: s.RELAY_MAX_BYTES,
      accountBytes: s.RELAY_ACCOUNT_BYTES,
      keepFreeBytes: s.RELAY_FREE_BYTES,
      lifeMs: s.RELAY_HOURS * 3600_000,
      ...(s.RELAY_ACCEL ? { accel: s.RELAY_ACCEL } : {}),
      ...(s.RELAY_ORIGIN ? { origin: new URL(s.RELAY_ORIGIN).origin } : {}),
    },
    relayS3: s3Of(s),
    drainMs: s.DRAIN_SECONDS * 1000,
    metricsToken: s.METRICS_TOKEN ?? null,
    slowQueryMs: s.SLOW_QUERY_MS,
    operators: s.OPERATORS,
    logLevel: s.LOG_LEVEL,
    lan: s.LAN,
    demo: s.DEMO,
  });
}

/** Servers of one's own are asked by path, as most of them want it, if not said otherwise. */
function s3Of(s: z.infer<typeof settings>): S3Settings | null {
  if (!s.RELAY_S3_BUCKET) return null;
  return {
    bucket: s.RELAY_S3_BUCKET,
    prefix: s.RELAY_S3_PREFIX,
    endpoint: s.RELAY_S3_ENDPOINT,
    region: s.RELAY_S3_REGION,
    credentials:
      s.RELAY_S3_KEY_ID && s.RELAY_S3_SECRET
        ? { accessKeyId: s.RELAY_S3_KEY_ID, secretAccessKey: s.RELAY_S3_SECRET }
        : undefined,
    usesPathStyle: s.RELAY_S3_PATH_STYLE ?? s.RELAY_S3_ENDPOINT !== undefined,
  };
}

/** The address with its password in it, which may be kept apart from it. */
function withPassword(url: string | undefined, password: string | undefined): string | undefined {
  if (!url || !password) return url;
  const whole = new URL(url);
  whole.password = encodeURIComponent(password);
  return whole.href;
}

/** Links in mails lead where the operator says: what a request says of its host is not to be believed. */
function mailOf({ SMTP_URL, MAIL_FROM, PUBLIC_ORIGINS: [origin] }: z.infer<typeof settings>): MailSettings | null {
  if (!SMTP_URL || !MAIL_FROM || !origin) return null;
  return { url: SMTP_URL, from: MAIL_FROM, origin: new URL(origin).origin };
}

/** What is wrong with settings that are each right by themselves. */
function clashesIn(s: z.infer<typeof settings>): string[] {
  return [
    s.DATABASE_URL && !s.JWT_SECRET && 'JWT_SECRET is needed with DATABASE_URL: nodes must share it.',
    s.JWT_SECRET_ALSO &&
      !s.JWT_SECRET &&
      'JWT_SECRET is needed with JWT_SECRET_ALSO: one is to take the place of the other.',
    s.DATABASE_PASSWORD && !s.DATABASE_URL && 'DATABASE_URL is needed with DATABASE_PASSWORD.',
    s.REDIS_URL && !s.DATABASE_URL && 'DATABASE_URL is needed with REDIS_URL: nodes must share their database.',
    s.ROLE !== 'all' && !s.DATABASE_URL && 'DATABASE_URL is needed with ROLE=web and ROLE=worker: they must share it.',
    s.ROLE !== 'all' &&
      !s.REDIS_URL &&
      'REDIS_URL is needed with ROLE=web and ROLE=worker: through it web nodes hear what workers announce.',
    s.REDIS_PASSWORD && !s.REDIS_URL && 'REDIS_URL is needed with REDIS_PASSWORD.',
    s.SMTP_URL && !s.MAIL_FROM && 'MAIL_FROM is needed with SMTP_URL.',
    s.MAIL_FROM && !s.SMTP_URL && 'SMTP_URL is needed with MAIL_FROM.',
    s.SMTP_URL &&
      s.PUBLIC_ORIGINS.length === 0 &&
      'PUBLIC_ORIGINS is needed with SMTP_URL: links in mails lead to the first.',
    s.RELAY_S3_BUCKET &&
      !s.RELAY_S3_KEY_ID !== !s.RELAY_S3_SECRET &&
      'RELAY_S3_KEY_ID and RELAY_S3_SECRET are needed together.',
    s.RELAY_S3_ENDPOINT && !s.RELAY_S3_BUCKET && 'RELAY_S3_BUCKET is needed with RELAY_S3_ENDPOINT.',
    s.TURN_URLS.length > 0 && s.TURN_SECRETS.length === 0 && 'TURN_SECRETS is needed with TURN_URLS.',
    s.TURN_SECRETS.length > 0 && s.TURN_URLS.length === 0 && 'TURN_URLS is needed with TURN_SECRETS.',
  ].filter((clash) => typeof clash === 'string');
}

/** The names of all settings, for `.env.example` and the documentation. */
export const settingNames = Object.keys(settings.shape);
