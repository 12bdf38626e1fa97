/// <reference types="vite-plugin-pwa/vanillajs" />

interface ImportMeta {
  readonly env: { readonly PROD: boolean; readonly DEV: boolean };
}

declare module '*.css';
