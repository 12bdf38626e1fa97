import { renderUnicodeCompact } from 'uqr';

/** White paper, black ink, whatever colours the terminal has: in the negative a code is not read by every phone. */
const white = '\u001b[97;40m';
const asBefore = '\u001b[0m';

/** A QR code in block characters, with the quiet border that readers need. Where there are no colours, for a dark terminal. */
export function terminalQr(text: string, { hasColours }: { hasColours: boolean }): string {
  const lines = renderUnicodeCompact(text, { border: 4 }).split('\n');
  return lines.map((line) => (hasColours ? `${white}${line}${asBefore}` : line)).join('\n');
}
