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

// In English nothing is waited for.
if (texts) await texts;

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
