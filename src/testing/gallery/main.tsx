import { createMemoryHistory, MemoryRouter, Route } from '@solidjs/router';
import { lazy } from 'solid-js';
import { render } from 'solid-js/web';
import { setTheme, type Theme } from '../../web/ui/theme.ts';

const query = new URLSearchParams(location.search);
setTheme((query.get('theme') ?? 'system') as Theme);

const page = query.get('page') ?? 'controls';
const pages: Record<string, ReturnType<typeof lazy>> = {
  controls: lazy(() => import('./Controls.tsx')),
  people: lazy(() => import('./People.tsx')),
  states: lazy(() => import('./States.tsx')),
  overlays: lazy(() => import('./Overlays.tsx')),
  beam: lazy(() => import('./Beams.tsx')),
  shell: lazy(() => import('./Frames.tsx').then((frames) => ({ default: frames.InShell }))),
  thread: lazy(() => import('./Frames.tsx').then((frames) => ({ default: frames.InThread }))),
  exchange: lazy(() => import('./Exchange.tsx')),
  login: lazy(() => import('./Frames.tsx').then((frames) => ({ default: frames.LoginPage }))),
  welcome: lazy(() => import('./Frames.tsx').then((frames) => ({ default: frames.WelcomePage }))),
  insecure: lazy(() => import('./Frames.tsx').then((frames) => ({ default: frames.InsecurePage }))),
};

const history = createMemoryHistory();
history.set({ value: query.get('path') ?? '/events' });
render(
  () => (
    <MemoryRouter history={history}>
      <Route path="*" component={pages[page]!} />
    </MemoryRouter>
  ),
  document.getElementById('app')!,
);
