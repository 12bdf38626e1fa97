import './styles/app.css';
// Listens from the start: the browser offers to install the app once, early.
import './shell/install.ts';
import { render } from 'solid-js/web';
import { App } from './App.tsx';
import { newVersionWaits } from './shell/newVersion.ts';

const root = document.getElementById('app');
if (root) render(() => <App />, root);

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void import('./shell/offlineShell.ts')
    .then(({ keepOfflineShell }) => keepOfflineShell(newVersionWaits))
    .catch(() => {});
}
