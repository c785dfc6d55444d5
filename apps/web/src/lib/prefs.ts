import { create } from 'zustand';
import { readStored, writeStored } from './storage';

export type EnterKey = 'send' | 'newline';
export type ScrollMode = 'hold' | 'follow' | 'never';

interface Prefs {
  enterKey: EnterKey;
  scrollMode: ScrollMode;
  sidebarOpen: boolean;
  /** Single letters move and select in the list of a page. Speech input can type them by mistake (WCAG 2.1.4). */
  letterKeys: boolean;
  /** The model chosen last for new chats; undefined means the portal's default. */
  model: string | undefined;
  /** The account that chose it: another one on this device may not even have it. */
  modelOf: string | undefined;
}

const KEY = 'pocket-llm.prefs';
const DEFAULTS: Prefs = {
  enterKey: 'send',
  scrollMode: 'hold',
  sidebarOpen: true,
  letterKeys: true,
  model: undefined,
  modelOf: undefined,
};

function load(): Prefs {
  try {
    return { ...DEFAULTS, ...(JSON.parse(readStored(KEY) ?? '{}') as Partial<Prefs>) };
  } catch {
    return DEFAULTS;
  }
}

/** A person's preferences on this device. They contain no secrets and need no sync. */
export const usePrefs = create<Prefs>(load);

/** Changes and stores preferences. */
export function setPrefs(change: Partial<Prefs>): void {
  usePrefs.setState(change);
  writeStored(KEY, JSON.stringify(usePrefs.getState()));
}
