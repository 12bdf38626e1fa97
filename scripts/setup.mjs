/** What the commands need before they can run: packages, the generated client, the build, system programs. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** What a build writes anew, in `dist`. */
export const serverParts = ['shared', 'server', 'generated'];
const buildParts = [...serverParts, 'web'];
const stamps = join(root, '.stamp');
const [major, minor] = process.versions.node.split('.').map(Number);

/** Ends with a clear message where this Node is too old, or one of those between that the libraries leave out. */
export function requireNode() {
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return;
  console.error(`Spotlight needs Node 20.19, or 22.12 and later; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Runs a program to its end; a failure ends this command too. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) console.error(error.message);
  if (status !== 0) fail(status);
}

const begun = new Set();

function fail(status) {
  for (const child of begun) child.kill();
  process.exit(status ?? 1);
}

/** Starts a program, which goes on while others run; a failure ends this command too, and whatever else it started. */
export function begin(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' });
  begun.add(child);
  return new Promise((resolve) => {
    child.on('error', (error) => console.error(error.message));
    child.on('close', (status) => {
      begun.delete(child);
      if (status === 0) resolve();
      else fail(status);
    });
  });
}

const binOf = (name) => join(root, 'node_modules', ...name.split('/'));

/** Starts a package's own command. */
export const beginBin = (name, args) => begin(process.execPath, [binOf(name), ...args]);

/** Runs a package's own command, as npx would without asking the network. */
export function runBin(name, args, options = {}) {
  run(process.execPath, [binOf(name), ...args], options);
}

/** Installs the packages of the lock file, unless that was already done. */
export function ensurePackages() {
  once('packages', [join(root, 'package-lock.json')], ['node_modules/.package-lock.json'], () => {
    console.log('Installing packages…');
    // What builds is among those for development, which NODE_ENV=production would leave out.
    run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
  });
}

/** Generates the database client from the schema. */
export function ensureGenerated() {
  const sources = [join(root, 'package-lock.json'), ...filesBelow(join(root, 'prisma/schema'))];
  once('generated', sources, ['src/generated/prisma/client.ts'], () => {
    runBin('prisma/build/index.js', ['generate', '--no-hints'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // Generating needs no schema engine; without this Prisma would try to download one.
      env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    });
  });
}

/** Builds server and web app into `dist`. */
export function ensureBuilt() {
  const sources = [
    ...filesBelow(join(root, 'src')).filter(
      (path) => !/[/\\](testing|tooling|generated)[/\\]|\.test\.tsx?$/.test(path),
    ),
    ...['package-lock.json', 'vite.config.ts', 'tsconfig.base.json', 'scripts/build.mjs'].map((name) =>
      join(root, name),
    ),
    ...filesBelow(join(root, 'prisma/schema')),
  ];
  once('built', sources, ['dist/server/main.js', 'dist/web/index.html'], () => {
    console.log('Building…');
    run(process.execPath, [join(root, 'scripts/build.mjs')]);
  });
}

/** Says whether the migrations lead to the schema; asks again only when they have changed, or what compares them has. */
export async function checkMigrations() {
  const sources = [
    ...filesBelow(join(root, 'prisma')),
    ...filesBelow(join(root, 'src/server/adapters')),
    ...['package-lock.json', 'scripts/migration.ts', 'scripts/catalogues.ts'].map((name) => join(root, name)),
  ];
  const stamp = stampOf('migrations', sources);
  if (stamp.holds()) return;
  await beginBin('tsx/dist/cli.mjs', ['scripts/migration.ts', '--check']);
  stamp.set();
}

/** What was built no longer counts: whoever begins to build anew may not come to the end. */
export function forgetBuild() {
  requireOwn('.stamp', 'dist', ...buildParts.map((part) => `dist/${part}`));
  stampOf('built', []).forget();
}

// Ends with words where one of these folders may not be written, as after a start with sudo.
function requireOwn(...folders) {
  for (const folder of folders.map((path) => join(root, path)).filter(existsSync)) {
    try {
      accessSync(folder, constants.W_OK);
    } catch {
      console.error(`${folder} cannot be written by this user. If sudo made it: sudo chown -R $(id -u) ${folder}`);
      process.exit(1);
    }
  }
}

// Does the work when any of the files has changed since it was last done to its end, or one of its results is gone.
function once(name, files, results, work) {
  const stamp = stampOf(name, files);
  if (results.every((path) => existsSync(join(root, path))) && stamp.holds()) return;
  requireOwn('.stamp', ...results.map(dirname));
  stamp.forget();
  work();
  stamp.set();
}

// Holds while none of the files has changed since it was set.
function stampOf(name, files) {
  const path = join(stamps, name);
  const hash = hashOf(files);
  return {
    holds: () => existsSync(path) && readFileSync(path, 'utf8') === hash,
    forget: () => rmSync(path, { force: true }),
    set() {
      mkdirSync(stamps, { recursive: true });
      writeFileSync(path, hash);
    },
  };
}

function hashOf(files) {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const path of [...files].sort()) hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Installs the Debian packages whose programs are missing; says what to do where it may not. */
export function ensurePrograms(programs) {
  const missing = programs.filter(({ paths }) => !paths.some((path) => existsSync(path)));
  if (missing.length === 0) return;
  const names = missing.map(({ debian }) => debian);
  const isRoot = process.getuid?.() === 0;
  if (!existsSync('/usr/bin/apt-get') || (!isRoot && !existsSync('/usr/bin/sudo'))) {
    console.error(`The tests need these programs: ${names.join(', ')}. Install them and try again.`);
    process.exit(1);
  }
  console.log(`Installing ${names.join(', ')}…`);
  const asRoot = (program, ...args) =>
    run(isRoot ? program : 'sudo', isRoot ? args : [program, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  asRoot('apt-get', 'update', '-q');
  asRoot('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...names);
  const services = missing.flatMap(({ unwantedService }) => unwantedService ?? []);
  if (services.length > 0 && existsSync('/run/systemd/system')) asRoot('systemctl', 'disable', '--now', ...services);
}

/** What `npm run check` needs. */
export const checkPrograms = [
  { debian: 'redis-server', paths: ['/usr/bin/redis-server'], unwantedService: 'redis-server' },
  // OpenStack Swift, for its S3 door.
  { debian: 'python3-swift', paths: ['/usr/lib/python3/dist-packages/swift/__init__.py'] },
];

export const testPrograms = [
  ...checkPrograms,
  { debian: 'chromium', paths: ['/usr/bin/chromium'] },
  { debian: 'ffmpeg', paths: ['/usr/bin/ffmpeg'] },
  // Debian starts it at once, as a relay for anyone.
  { debian: 'coturn', paths: ['/usr/bin/turnserver'], unwantedService: 'coturn' },
  { debian: 'postgresql', paths: ['/usr/share/postgresql-common/pg_wrapper'] },
];

/** What `npm run deployment` needs. */
export const deploymentPrograms = [
  ...checkPrograms,
  { debian: 'postgresql', paths: ['/usr/share/postgresql-common/pg_wrapper'] },
  // Debian starts it at once, on port 80.
  { debian: 'nginx', paths: ['/usr/sbin/nginx'], unwantedService: 'nginx' },
  { debian: 'docker-compose', paths: ['/usr/bin/docker-compose'] },
];

/** What `npm run chaos` needs. */
export const chaosPrograms = [
  ...testPrograms,
  { debian: 'nginx', paths: ['/usr/sbin/nginx'], unwantedService: 'nginx' },
  { debian: 'faketime', paths: ['/usr/bin/faketime'] },
];

export const labPrograms = [
  ...testPrograms.filter(({ debian }) => debian === 'chromium' || debian === 'coturn'),
  { debian: 'iproute2', paths: ['/usr/sbin/ip', '/usr/bin/ip', '/sbin/ip'] },
  { debian: 'nftables', paths: ['/usr/sbin/nft', '/sbin/nft'] },
  { debian: 'procps', paths: ['/usr/sbin/sysctl', '/sbin/sysctl'] },
  { debian: 'python3', paths: ['/usr/bin/python3'] },
];
