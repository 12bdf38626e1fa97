import './styles/app.css';
// Listens from the start: the browser offers to install the app once, early.
import './shell/install.ts';
import { render } from 'solid-js/web';
import { App } from './App.tsx';

const root = document.getElementById('app');
if (root) render(() => <App />, root);

// The offline shell; a new version is taken when the app is next opened.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void import('virtual:pwa-register').then(({ registerSW }) => registerSW({ immediate: true }));
}
