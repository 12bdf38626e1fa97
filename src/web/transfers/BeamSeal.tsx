/** The seal at both ends once everything is verified: a scalloped disc with a tick. */
export function BeamSeal(props: { class?: string }) {
  return (
    <svg viewBox="0 0 32 32" class={props.class} aria-hidden="true">
      <path d={scallops} class="fill-lit stroke-ground" stroke-width="2.5" />
      <path
        d="m10 16.4 4.2 4.2 8-8.6"
        class="fill-none stroke-on-lit"
        stroke-width="2.8"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

const bumps = 12;

/** A disc with twelve soft teeth, as a seal pressed in wax. */
const scallops = (() => {
  const at = (angle: number, radius: number) =>
    `${(16 + Math.cos(angle) * radius).toFixed(2)} ${(16 + Math.sin(angle) * radius).toFixed(2)}`;
  const step = (2 * Math.PI) / bumps;
  const arcs = Array.from({ length: bumps }, (_, i) => `Q${at((i + 0.5) * step, 16.6)} ${at((i + 1) * step, 13)}`);
  return `M${at(0, 13)}${arcs.join('')}Z`;
})();
