import type { Manifest, ManifestPreview } from '../../shared/transfers/manifest.ts';
import { transferLimits } from '../../shared/transfers/transferRules.ts';
import { RefusedError } from '../core/appError.ts';
import { sealManifest } from './engine/sealing.ts';
import type { PickedFile } from './files/pickFiles.ts';

/** Thousands of long names leave no room for pictures: then the manifest goes without them. */
export async function sealFitting(
  key: Uint8Array,
  sealedAs: string,
  picked: PickedFile[],
  previews: (ManifestPreview | null)[],
): Promise<{ manifest: Manifest; sealedManifest: string }> {
  for (const pictures of [previews, []]) {
    const manifest = toManifest(picked, pictures);
    const sealedManifest = await sealManifest(key, sealedAs, manifest);
    if (sealedManifest.length <= (transferLimits.manifestBytes / 3) * 4) return { manifest, sealedManifest };
  }
  throw new RefusedError({ code: 'request.too_large', kind: 'too_large' });
}

function toManifest(picked: PickedFile[], previews: (ManifestPreview | null)[]): Manifest {
  return {
    version: 1,
    files: picked.map(({ file, path }, index) => ({
      name: file.name.slice(0, 1000),
      ...(path && { path: path.slice(0, 1000) }),
      sizeBytes: file.size,
      type: file.type.slice(0, 200),
      lastModifiedMs: file.lastModified,
      ...(previews[index] && { preview: previews[index] }),
    })),
  };
}
