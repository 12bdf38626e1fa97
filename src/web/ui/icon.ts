import type { LucideProps } from 'lucide-solid';
import type { Component } from 'solid-js';

/** One of the icons: `import Send from 'lucide-solid/icons/send'`, never the whole set. */
export type Icon = Component<LucideProps>;

/** One weight for all icons. */
export const iconStroke = 1.75;
