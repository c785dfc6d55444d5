import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { startI18n } from './lib/i18n';
import { startSession } from './lib/session';
import { watchTheme } from './lib/theme';
import './styles/app.css';

const texts = startI18n();
startSession();
watchTheme();

const show = () =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
// In English nothing is waited for. Not with an `await` of this module: then the build splits what all pages share
// into many small files.
if (texts) void texts.then(show, show);
else show();
