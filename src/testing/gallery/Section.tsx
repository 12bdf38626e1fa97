import type { JSX } from 'solid-js';

/** One group of the gallery. */
export function Section(props: { title: string; children: JSX.Element }) {
  return (
    <section class="py-6">
      <h2 class="mb-4 text-muted">{props.title}</h2>
      <div class="flex flex-col gap-4">{props.children}</div>
    </section>
  );
}

export function GalleryPage(props: { title: string; children: JSX.Element }) {
  return (
    <main class="page-width py-6">
      <h1>{props.title}</h1>
      {props.children}
    </main>
  );
}
