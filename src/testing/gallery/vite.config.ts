import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Every component in every state on pages of their own: `npx vite src/testing/gallery -c src/testing/gallery/vite.config.ts`. */
export default defineConfig({
  root: here('.'),
  publicDir: here('../../web/public'),
  plugins: [solid({ hot: false }), tailwindcss()],
  cacheDir: here('../../../node_modules/.vite-gallery'),
  build: { outDir: here('../../../dist/gallery'), emptyOutDir: true, target: 'es2022' },
});
