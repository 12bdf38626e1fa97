import { CenteredPage } from './CenteredPage.tsx';

/** Shown instead of the app when the page came over plain HTTP from another machine. */
export default function InsecureOrigin() {
  // With what stands after the #: a share link is nothing without it.
  const secureAddress = `https://${location.host}${location.pathname}${location.search}${location.hash}`;
  return (
    <CenteredPage
      title="This address is not safe enough"
      lead="Browsers encrypt and store files only for pages that came over HTTPS. This one came over plain HTTP, so no exchange can work here."
    >
      <h2 class="text-lg">If you were given this link</h2>
      <p class="mt-1.5 text-muted">
        Try the same address with https: <a href={secureAddress}>{secureAddress}</a>. If it does not open, ask whoever
        runs this Spotlight for the right one.
      </p>
      <h2 class="mt-7 text-lg">If you run this Spotlight</h2>
      <p class="mt-1.5 text-muted">
        Start it with{' '}
        <code class="rounded-control bg-raised px-2 py-1 font-mono text-sm text-text">npm start -- --lan</code> for a
        hall without internet, or put it behind a server that has a certificate.
      </p>
    </CenteredPage>
  );
}
