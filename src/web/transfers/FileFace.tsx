import File from 'lucide-solid/icons/file';
import FileImage from 'lucide-solid/icons/file-image';
import FileAudio from 'lucide-solid/icons/file-music';
import FileVideo from 'lucide-solid/icons/file-play';
import { Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import type { ManifestFile } from '../../shared/transfers/manifest.ts';
import { cx } from '../ui/cx.ts';
import { iconStroke } from '../ui/icon.ts';
import { previewUrl } from './previewUrl.ts';

/** A file's first frame, or what kind of file it is. */
export function FileFace(props: { file: ManifestFile; class?: string }) {
  const icon = () => {
    const [kind] = props.file.type.split('/');
    return kind === 'video' ? FileVideo : kind === 'image' ? FileImage : kind === 'audio' ? FileAudio : File;
  };
  return (
    <Show
      when={previewUrl(props.file.preview)}
      fallback={
        <span class={cx('grid shrink-0 place-items-center rounded-control bg-raised text-muted', props.class)}>
          <Dynamic component={icon()} size={22} strokeWidth={iconStroke} aria-hidden="true" />
        </span>
      }
    >
      {(url) => <img src={url()} alt="" class={cx('shrink-0 rounded-control bg-raised object-cover', props.class)} />}
    </Show>
  );
}
