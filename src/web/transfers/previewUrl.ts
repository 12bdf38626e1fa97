import type { ManifestPreview } from '../../shared/transfers/manifest.ts';

/** The picture in a request as an address for <img>; checked already for type and length. */
export const previewUrl = (preview: ManifestPreview | undefined): string | undefined =>
  preview && `data:${preview.type};base64,${preview.data}`;
