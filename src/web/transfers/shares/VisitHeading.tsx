import { type JSX, Show } from 'solid-js';
import type { Person } from '../../../shared/accounts/account.ts';
import type { Manifest } from '../../../shared/transfers/manifest.ts';
import { formatBytes } from '../../ui/format.ts';
import { kindOf, namesOf } from './shareTexts.ts';

/** What it is and from whom, in one sentence; its name and size below. */
export function VisitHeading(props: { from: Person; manifest: Manifest; more?: JSX.Element }) {
  const files = () => props.manifest.files;
  const bytes = () => files().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return (
    <div class="text-center">
      <h1 class="text-3xl">
        {props.from.username} sends you {kindOf(files())}
      </h1>
      <p class="mt-2 text-lg">
        <bdi class="break-words">{namesOf(files())}</bdi>
        <span class="whitespace-nowrap text-muted"> · {formatBytes(bytes())}</span>
      </p>
      <Show when={props.more}>{(more) => <p class="mt-1 text-muted">{more()}</p>}</Show>
    </div>
  );
}
