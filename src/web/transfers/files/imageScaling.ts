import { avatarLimits } from '../../../shared/accounts/accountRules.ts';
import { encodeSmall, type SmallImage } from './imageEncoding.ts';
import { squareIn } from './previewRules.ts';

/**
 * A profile picture from any image: its middle square, scaled and without the place and time a camera writes into it.
 * Null when the browser cannot read the image.
 */
export async function scaleProfilePicture(file: Blob): Promise<SmallImage | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return null;
  try {
    const { sidePx, maxBytes } = avatarLimits;
    return await encodeSmall(bitmap, squareIn(bitmap.width, bitmap.height), {
      width: sidePx,
      height: sidePx,
      maxBytes,
    });
  } finally {
    bitmap.close();
  }
}
