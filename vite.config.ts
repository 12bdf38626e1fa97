import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';

const backend = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [
    solid(),
    tailwindcss(),
    VitePWA({
      injectRegister: null,
      registerType: 'prompt',
      workbox: {
        globPatterns: ['**/*.{js,css,html,woff2,svg,png,webmanifest}'],
        navigateFallback: '/index.html',
        navigateFallbackDenylist: [/^\/(trpc|relay|socket\.io|avatars|health|metrics)/],
      },
      manifest: {
        id: '/',
        name: 'Spotlight',
        short_name: 'Spotlight',
        description: 'Swap the videos you filmed of each other, on the spot.',
        start_url: '/',
        display: 'standalone',
        background_color: '#100d0a',
        theme_color: '#100d0a',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    manifest: 'manifest.json',
    // How long its plugins took is of no interest to who starts the product.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: {
      // As objects: with a plain string Vite would change Host, and the server would take the page for a foreign one.
      '/trpc': { target: backend },
      '/relay': { target: backend },
      '/avatars': { target: backend },
      '/health': { target: backend },
      '/socket.io': { target: backend, ws: true },
    },
  },
});
