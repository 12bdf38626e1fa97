import type { DownloadId, ShareId } from '../../../shared/core/ids.ts';
import type { Share } from '../../../shared/transfers/shares/share.ts';
import { api } from '../../core/api.ts';
import { isUnreachable, toAppError } from '../../core/appError.ts';
import { onAnnouncement, onReady } from '../../core/socket.ts';
import { forgetFiles, rememberAgain, reopenFiles } from '../files/fileHandles.ts';
import type { PickedFile } from '../files/pickFiles.ts';
import { makeWakeLock } from '../files/wakeLock.ts';
import { matchChosen } from '../filesAgain.ts';
import { onHidingChanged } from '../hidingChanged.ts';
import { identify } from '../transferKeys.ts';
import { makeHosting } from './hosting.ts';
import { type PreparedShare, prepareShare, type ShareWish } from './prepareShare.ts';
import { deleteOwnShare, type OwnShareRecord, readOwnShares, writeOwnShare } from './shareDb.ts';
import { forgetShareKeys, rememberShareKeys, shareKeysOf } from './shareKeyring.ts';
import { linkOf } from './shareKeys.ts';
import {
  changeShare,
  forgetShares,
  forgetUnlisted,
  type ShareEntry,
  shareEntries,
  shareEntry,
  takeInShare,
} from './shareStore.ts';
import { isToUpload, makeUploads } from './uploading.ts';

/** A person's own links: what they can do about them, and what goes on by itself while they are signed in. */

/** Files chosen in this life of the page; after a reload they are opened by their handles or chosen again. */
const filesAtHand = new Map<ShareId, (File | null)[]>();
/** Made in this life of the page: some private windows keep nothing on disk. */
const madeHere = new Map<ShareId, OwnShareRecord>();
/** Nothing of these is left to be brought to the relay. */
const whole = new Set<ShareId>();
const wakeLock = makeWakeLock();
const uploads = makeUploads({ onMoving: holdScreen, onFiles: provide, onTrusted: trustShareFiles });
const hosting = makeHosting({ openShare, onMoving: holdScreen, onFilesLost });
let thisDevice: string | null = null;

/** Begins to look after this person's links; the returned function stops it. */
export function startShares(): () => void {
  const stops = [
    onReady(() => void refreshShares().catch(logged)),
    onAnnouncement('share:changed', ({ share }) => void heard(share).catch(logged)),
    onAnnouncement(
      'relay:segment-dropped',
      ({ transferId }) => void lost(transferId as string as ShareId).catch(logged),
    ),
    onAnnouncement('share:visitor', ({ shareId, downloadId, isHere }) => visitorIs(shareId, downloadId, isHere)),
    onHidingChanged(() => void hosting.restartAll()),
  ];
  return () => {
    for (const stop of stops) stop();
    uploads.endAll();
    hosting.endAll();
    for (const kept of [filesAtHand, madeHere, whole]) kept.clear();
    forgetShares();
  };
}

/** Asks how all of them stand, and takes up what is to go on here. */
export async function refreshShares(): Promise<void> {
  thisDevice = (await identify()).deviceId;
  const before = (shareEntries() ?? []).map(({ share }) => share.id);
  const list = await api.shares.mine.query();
  const listed = new Set(list.map(({ id }) => id));
  // What is wrong with one of them keeps no other waiting.
  for (const share of list) await heard(share).catch(logged);
  for (const record of await readOwnShares()) if (!listed.has(record.shareId)) await forgetOld(record).catch(logged);
  forgetUnlisted(before, listed);
  for (const share of list) await meetVisitors(share.id).catch(logged);
}

/** Makes a link to these files; its upload begins at once. */
export async function makeShare(picked: PickedFile[], wish: ShareWish): Promise<PreparedShare> {
  return prepareShare(await identify(), picked, wish);
}

/** Sends a prepared share; may be called again when the answer was lost. */
export async function sendShare(prepared: PreparedShare): Promise<ShareEntry> {
  const { record, files, linkKey, shareKey } = prepared;
  thisDevice = (await identify()).deviceId;
  rememberShareKeys(record.shareId, { linkKey, shareKey });
  filesAtHand.set(record.shareId, files);
  madeHere.set(record.shareId, record);
  await heard(await prepared.send());
  return shareEntry(record.shareId)!;
}

/** A prepared share is not wanted: it ends where the server has it already, and nothing of it stays here. */
export async function dropShare({ record }: PreparedShare): Promise<void> {
  const id = record.shareId;
  // Without its record nothing is brought to the relay, even where the server cannot be told that it has ended.
  await revokeShare(id).catch(async () => {
    await uploads.forget(id);
    for (const kept of [filesAtHand, madeHere]) kept.delete(id);
    forgetShareKeys(id);
    changeShare(id, { manifest: null, link: null, snapshot: null });
    await deleteOwnShare(id).catch(() => {});
    await forgetFiles(id);
  });
}

/** Nobody gets anything of it any more. */
export async function revokeShare(id: ShareId): Promise<void> {
  await heard(await api.shares.revoke.mutate({ shareId: id }));
}

/** Opens the remembered files again; call it in the task of a tap, since the browser asks. */
export async function reopenShare(id: ShareId): Promise<void> {
  const reopened = await reopenFiles(id, { isAsking: true });
  provide(id, reopened?.files.flatMap((one, index): [number, File][] => (one ? [[index, one.file]] : [])) ?? []);
  changeShare(id, { canReopen: reopened?.needsTap ?? false });
}

/** Files chosen again after a reload; returns how many of them can be meant. */
export function chooseShareAgain(id: ShareId, picked: PickedFile[]): number {
  const entry = shareEntry(id);
  if (!entry?.manifest) return 0;
  const fitting = matchChosen(entry.manifest.files, wantedOf(entry), picked);
  provide(
    id,
    fitting.map(([index, { file }]) => [index, file]),
  );
  void rememberAgain(id, entry.manifest.files, fitting);
  return fitting.length;
}

/** Those of a link's files that are to be chosen again: for the upload, else for someone who waits. */
export function wantedOf({ snapshot, manifest }: ShareEntry): number[] {
  const needed = snapshot?.neededFiles.map(({ index }) => index) ?? [];
  return needed.length > 0 ? needed : [...(manifest?.files.keys() ?? [])];
}

/** Files that have another date than those of the link are the same, says the person. */
export function trustShareFiles(id: ShareId): void {
  uploads.trust(id);
  // Nothing of them was sent to visitors until now.
  hosting
    .restartOf(id)
    .then(() => meetVisitors(id))
    .catch(logged);
}

function provide(id: ShareId, files: [number, File][]): void {
  const all = filesAtHand.get(id) ?? Array<File | null>(shareEntry(id)?.share.fileCount ?? 0).fill(null);
  for (const [index, file] of files) all[index] = file;
  filesAtHand.set(id, all);
  uploads.provide(id, files);
  const entry = shareEntry(id);
  if (!entry || all.filter((file) => file).length < entry.share.fileCount) return;
  changeShare(id, { lacksFiles: false });
  meetVisitors(id).catch(logged);
}

/** They changed or are gone while they were sent: they are asked for again. */
function onFilesLost(id: ShareId, indices: number[]): void {
  const lost = new Set(indices);
  filesAtHand.set(id, filesAtHand.get(id)?.map((file, index) => (lost.has(index) ? null : file)) ?? []);
  changeShare(id, { lacksFiles: true });
}

async function heard(share: Share): Promise<void> {
  const isNew = !shareEntry(share.id);
  takeInShare(share);
  const record = await recordOf(share.id);
  if (isNew && record) {
    const keys = await shareKeysOf(record).catch(() => null);
    changeShare(share.id, { manifest: record.manifest, link: keys && linkOf(share.id, keys.linkKey) });
  }
  if (share.ended) return ended(share.id, record);
  if (record && isOurs(share)) await upload(share, record);
}

async function upload(share: Share, record: OwnShareRecord): Promise<void> {
  const { id, uploadedBytes, totalBytes } = share;
  // The word of what became whole last may still be on its way.
  const isDone = shareEntry(id)?.snapshot?.state === 'in_relay' || (whole.has(id) && uploadedBytes >= totalBytes);
  if (uploads.isRunning(id) || isDone) return;
  if (!(await isToUpload(share))) return void whole.add(id);
  const keys = await shareKeysOf(record);
  const files = await filesOf(id, record);
  const entry = shareEntry(id);
  if (keys && entry && !entry.share.ended) uploads.run(entry, keys, files);
}

/** The relay lost a part of it: it is brought there again. */
async function lost(id: ShareId): Promise<void> {
  const entry = shareEntry(id);
  const record = await recordOf(id);
  if (!entry || entry.share.ended || !record || !isOurs(entry.share) || uploads.isRunning(id)) return;
  changeShare(id, { snapshot: null });
  whole.delete(id);
  await upload({ ...entry.share, uploadedBytes: 0 }, record);
}

async function filesOf(id: ShareId, { manifest }: OwnShareRecord): Promise<(File | null)[]> {
  const atHand = filesAtHand.get(id);
  if (atHand) return atHand;
  const reopened = await reopenFiles(id);
  changeShare(id, { canReopen: reopened?.needsTap ?? false });
  const files = manifest.files.map((_, index) => reopened?.files[index]?.file ?? null);
  if (files.every((file) => file)) filesAtHand.set(id, files);
  return files;
}

/** What hosting needs: this browser made it, may send directly, and has the files. */
async function openShare(id: ShareId) {
  const entry = shareEntry(id);
  const record = await recordOf(id);
  if (!entry?.manifest || !record || !isHostedHere(entry.share)) return null;
  const keys = await shareKeysOf(record);
  const files = await filesOf(id, record);
  const isWhole = files.every((file) => file);
  changeShare(id, { lacksFiles: !isWhole });
  const trustedDates = uploads.trustedDates(id);
  return keys && isWhole ? { entry, shareKey: keys.shareKey, files, trustedDates } : null;
}

/** Those who came while nobody listened here. */
async function meetVisitors(shareId: ShareId): Promise<void> {
  const share = shareEntry(shareId)?.share;
  if (!share || !isHostedHere(share)) return;
  for (const downloadId of await api.shares.visitors.query({ shareId })) hosting.came(shareId, downloadId);
}

function visitorIs(shareId: ShareId, downloadId: DownloadId, isHere: boolean): void {
  if (isHere) hosting.came(shareId, downloadId);
  else hosting.left(downloadId);
}

/** Lets go of everything but the names, which the list shows a while longer. */
async function ended(id: ShareId, record: OwnShareRecord | undefined): Promise<void> {
  hosting.endOf(id);
  filesAtHand.delete(id);
  forgetShareKeys(id);
  changeShare(id, { snapshot: null, canReopen: false, link: null });
  if (!record?.sealedLinkKey) return;
  await writeOwnShare({ ...record, sealedLinkKey: null, sealedShareKey: null }).catch(() => {});
  await uploads.forget(id);
  await forgetFiles(id);
}

// One that was made a moment ago may be on its way to the server still.
async function forgetOld({ shareId, createdAt }: OwnShareRecord): Promise<void> {
  if (Date.now() - Date.parse(createdAt) < 24 * 3600_000) return;
  await deleteOwnShare(shareId);
  await forgetFiles(shareId);
}

const recordOf = async (id: ShareId) =>
  (await readOwnShares()).find(({ shareId }) => shareId === id) ?? madeHere.get(id);
const isHostedHere = (share: Share) => !share.ended && share.isDirect && isOurs(share);
const isOurs = ({ deviceId }: Share) => deviceId === thisDevice;

// Less than `isMoving` of a session counts: a link stands for days, and a visitor who is looked for may never be found.
// Only what leaves this page keeps its screen on.
function holdScreen(): void {
  const isMoving = (shareEntries() ?? []).some(
    ({ snapshot, hosted, share }) =>
      (snapshot?.state === 'transferring' && uploads.isRunning(share.id)) ||
      [...hosted.values()].some(({ state }) => state === 'transferring'),
  );
  if (isMoving) wakeLock.hold();
  else wakeLock.letGo();
}

function logged(error: unknown): void {
  if (!isUnreachable(error)) console.error('a link could not be followed', toAppError(error).code, error);
}
