import type { Manifest, ManifestFile, ManifestPreview } from '../../shared/transfers/manifest.ts';
import { transferLimits } from '../../shared/transfers/transferRules.ts';
import { RefusedError } from '../core/appError.ts';
import { makeBreaks } from '../core/breaks.ts';
import { sealManifest } from './engine/sealing.ts';
import { typeOf } from './files/fileKind.ts';
import type { PickedFile } from './files/pickFiles.ts';

/** Thousands of long names leave no room for pictures: then the manifest goes without them. */
export async function sealFitting(
  key: Uint8Array,
  sealedAs: string,
  picked: PickedFile[],
  previews: (ManifestPreview | null)[],
  onDescribed: (count: number) => void = () => {},
): Promise<{ manifest: Manifest; sealedManifest: string }> {
  const described = await describe(picked, onDescribed);
  for (const pictures of [previews, []]) {
    const manifest = withPictures(described, pictures);
    const sealedManifest = await sealManifest(key, sealedAs, manifest);
    if (sealedManifest.length <= (transferLimits.manifestBytes / 3) * 4) return { manifest, sealedManifest };
  }
  throw new RefusedError({ code: 'request.too_large', kind: 'too_large' });
}

/** A browser may look at the disk to tell the size of a file, and stand still meanwhile: of each it is asked once. */
async function describe(picked: PickedFile[], onDescribed: (count: number) => void): Promise<ManifestFile[]> {
  const described: ManifestFile[] = [];
  const breakIfDue = makeBreaks(() => onDescribed(described.length));
  for (const { file, path } of picked) {
    described.push({
      name: file.name.slice(0, 1000),
      ...(path && { path: path.slice(0, 1000) }),
      sizeBytes: file.size,
      type: typeOf(file).slice(0, 200),
      lastModifiedMs: file.lastModified,
    });
    await breakIfDue();
  }
  return described;
}

function withPictures(files: ManifestFile[], pictures: (ManifestPreview | null)[]): Manifest {
  const pictured = files.map((file, index) => (pictures[index] ? { ...file, preview: pictures[index] } : file));
  return { version: 1, files: pictured };
}
