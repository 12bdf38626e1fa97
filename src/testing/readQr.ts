import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import jsQR from 'jsqr';

/** QR codes, read as the phones do that know no negatives. */

interface Pixels {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

const read = ({ rgba, width, height }: Pixels): string | null =>
  jsQR(rgba, width, height, { inversionAttempts: 'dontInvert' })?.data ?? null;

/** What the code in a picture says; null where none is seen. */
export function readPngQr(png: Buffer): string | null {
  const command = ['-v', 'error', '-i', 'pipe:0', '-f', 'rawvideo', '-pix_fmt', 'rgba', 'pipe:1'];
  const { stdout, stderr, status } = spawnSync('ffmpeg', command, { input: png, maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`ffmpeg failed: ${stderr}`);
  // Where every PNG tells its size (https://www.w3.org/TR/png-3/#11IHDR).
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  return read({ rgba: new Uint8ClampedArray(stdout), width, height });
}

const MODULE_PX = 4;

/** What the code says that was printed among other things, as a dark terminal shows it: of a character both halves count. */
export function readTerminalQr(output: string): string | null {
  const lines = stripVTControlCharacters(output).split('\n');
  const printed = lines.filter((line) => /^[█▀▄ ]{20,}$/.test(line));
  const rows = printed.flatMap((line) => ['█▀', '█▄'].map((lit) => [...line].map((sign) => lit.includes(sign))));
  const [width, height] = [(rows[0]?.length ?? 0) * MODULE_PX, rows.length * MODULE_PX];
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const isLit = rows[Math.floor(y / MODULE_PX)]![Math.floor(x / MODULE_PX)];
      if (!isLit) rgba.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return read({ rgba, width, height });
}
