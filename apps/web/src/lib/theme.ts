import { useSyncExternalStore } from 'react';
import { readStored, writeStored } from './storage';

export type Theme = 'light' | 'dark' | 'system';

// public/theme.js uses the same key and rule before the first paint.
const KEY = 'pocket-llm.theme';
const systemDark = () => matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

const stored = (): Theme => {
  const value = readStored(KEY);
  return value === 'light' || value === 'dark' ? value : 'system';
};

function apply(): void {
  const root = document.documentElement;
  const dark = stored() === 'dark' || (stored() === 'system' && systemDark().matches);
  // Without this, every element would fade to its new colour at a different speed.
  root.classList.add('theme-switching');
  root.classList.toggle('dark', dark);
  root.style.colorScheme = dark ? 'dark' : 'light';
  const canvas = getComputedStyle(root).getPropertyValue('--canvas').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', canvas);
  requestAnimationFrame(() => root.classList.remove('theme-switching'));
  for (const listener of listeners) listener();
}

/** Follows the system's theme and the other tabs. Called once at start. */
export function watchTheme(): void {
  systemDark().addEventListener('change', apply);
  window.addEventListener('storage', (event) => {
    if (event.key === KEY) apply();
  });
}

/** The chosen theme and its setter. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, stored);
  return [theme, setTheme];
}

function setTheme(theme: Theme): void {
  writeStored(KEY, theme === 'system' ? null : theme);
  apply();
}
