import type { BlockRun } from '../../blocks.ts';
import { BLOCK_BYTES } from '../../transferRules.ts';
import type { Chance } from './chance.ts';
import { keyOf, type SimulatedReceiver } from './simulatedReceiver.ts';
import type { SimulatedSender } from './simulatedSender.ts';
import type { Weather } from './weather.ts';

const FETCHES = 3;

interface Upload {
  segmentId: string;
  run: BlockRun;
  sentBytes: number;
}

interface Stored {
  segmentId: string;
  run: BlockRun;
  bad: Set<number>;
  fetchedBytes: number;
  isFetched: boolean;
}

/** The relay with its uploads, what lies there, and the receiver's fetching. */
export class SimulatedRelay {
  readonly #sender: SimulatedSender;
  readonly #receiver: SimulatedReceiver;
  readonly #chance: Chance;
  #uploads: Upload[] = [];
  #stored: Stored[] = [];
  /** Bytes that the relay has taken. */
  tookBytes = 0;
  cutBlocks = 0;
  adoptedBlocks = 0;

  constructor(sender: SimulatedSender, receiver: SimulatedReceiver, chance: Chance) {
    this.#sender = sender;
    this.#receiver = receiver;
    this.#chance = chance;
  }

  get uploadCount(): number {
    return this.#uploads.length;
  }

  step(nowMs: number, stepMs: number, weather: Weather, uplinkSpeed: number): void {
    this.#follow(nowMs, weather);
    if (weather.relay !== 'down') this.#upload(nowMs, stepMs, weather, uplinkSpeed);
    if (weather.relay !== 'down' && !weather.isReceiverAway) this.#fetch((weather.fetchSpeed * stepMs) / 1000, nowMs);
  }

  /** The sender's page is gone, and with it what it was bringing; returns how many blocks. */
  loseUploads(): number {
    return this.#uploads.splice(0).reduce((sum, { run }) => sum + run[2], 0);
  }

  /** A new life of the sender asks what lies here. */
  adopt(nowMs: number): void {
    this.#sender.ladder.segments.adopt(this.#stored, nowMs);
    this.adoptedBlocks += this.#stored.reduce((sum, { run }) => sum + run[2], 0);
  }

  /** The receiver's page is gone: what it fetched half is fetched anew. */
  forgetFetches(): void {
    for (const stored of this.#stored) Object.assign(stored, { fetchedBytes: 0, isFetched: false });
  }

  expireOne(): void {
    const stored = this.#stored.shift();
    if (!stored) return;
    this.#sender.excusedBy.lostAtRelay += stored.run[2];
    this.#sender.ladder.segments.dropped(stored.segmentId);
  }

  #follow(nowMs: number, weather: Weather): void {
    const { decision, ladder } = this.#sender;
    for (const segmentId of decision.abandon) {
      const upload = this.#uploads.find((candidate) => candidate.segmentId === segmentId);
      if (!upload) continue;
      this.#uploads = this.#uploads.filter((candidate) => candidate !== upload);
      this.#sender.excusedBy.choice += this.#sender.unknownOf(upload.run);
      ladder.segments.dropped(segmentId);
    }
    while (this.#uploads.length < decision.uploads) {
      const segment = this.#sender.cut();
      if (!segment) return;
      this.cutBlocks += segment.run[2];
      if (weather.relay === 'refusing') {
        this.#fail({ ...segment, sentBytes: 0 }, nowMs);
        return;
      }
      this.#uploads.push({ ...segment, sentBytes: 0 });
    }
  }

  #upload(nowMs: number, stepMs: number, { relay, relaySpeed, badChance }: Weather, uplinkSpeed: number): void {
    const bytes = (Math.min(relaySpeed, uplinkSpeed) * stepMs) / 1000 / Math.max(1, this.#uploads.length);
    const running = this.#uploads;
    this.#uploads = [];
    for (const upload of running) {
      const { segmentId, run } = upload;
      const sizeBytes = run[2] * BLOCK_BYTES;
      const before = upload.sentBytes;
      upload.sentBytes = Math.min(sizeBytes, before + bytes);
      this.tookBytes += upload.sentBytes - before;
      this.#sender.ladder.relayTook(segmentId, upload.sentBytes);
      if (relay === 'breaking' && this.#chance.is(0.1)) this.#fail(upload, nowMs);
      else if (upload.sentBytes < sizeBytes) this.#uploads.push(upload);
      else {
        this.#stored.push({ segmentId, run, bad: this.#badOf(run, badChance), fetchedBytes: 0, isFetched: false });
        this.#sender.ladder.uploaded(segmentId, nowMs);
      }
    }
  }

  #fail({ segmentId, run }: Upload, nowMs: number): void {
    this.#sender.excusedBy.lostAtRelay += run[2];
    this.#sender.ladder.uploadFailed(segmentId, nowMs);
  }

  #badOf([, first, count]: BlockRun, badChance: number): Set<number> {
    const blocks = Array.from({ length: count }, (_, n) => first + n);
    return new Set(badChance > 0 ? blocks.filter(() => this.#chance.is(badChance)) : []);
  }

  /** Oldest first, a few at once; acknowledged once it is on the disk. */
  #fetch(bytes: number, nowMs: number): void {
    const wanted = this.#stored.filter(({ isFetched }) => !isFetched).slice(0, FETCHES);
    for (const stored of wanted) {
      stored.fetchedBytes += bytes / wanted.length;
      const lacking = this.#lackingOf(stored);
      if (stored.fetchedBytes < lacking.length * BLOCK_BYTES) continue;
      stored.isFetched = true;
      const bad = lacking.filter((block) => stored.bad.has(block));
      for (const block of lacking) if (!stored.bad.has(block)) this.#receiver.take(keyOf(stored.run[0], block));
      this.#receiver.afterFlush(() => {
        this.#stored = this.#stored.filter((candidate) => candidate !== stored);
        this.#sender.segmentTaken(stored.segmentId, bad, nowMs);
      });
    }
  }

  #lackingOf({ run: [file, first, count] }: Stored): number[] {
    const blocks = Array.from({ length: count }, (_, n) => first + n);
    return blocks.filter((block) => !this.#receiver.has(keyOf(file, block)));
  }
}
