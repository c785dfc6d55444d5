import { create } from 'zustand';
import { newId } from '@/lib/new-id';
import { readStored, writeStored } from '@/lib/storage';

/** A tab of the editor with its text. */
export interface Tab {
  id: string;
  /** Number in the title of an unnamed tab. */
  n: number;
  sql: string;
  /** The saved query that was opened, in its saved state. */
  saved?: { id: string; name: string; sql: string };
}

interface Tabs {
  key: string;
  tabs: Tab[];
  active: string;
}

const fresh = (n = 1): Tab => ({ id: newId(), n, sql: '' });

/** The signed-in person's tabs, stored on the device. */
export const useTabs = create<Tabs>(() => ({ key: '', ...blank() }));

function blank() {
  const tab = fresh();
  return { tabs: [tab], active: tab.id };
}

/** Loads the person's tabs. */
export function loadTabs(userId: string): void {
  const key = `pocket-llm.sql.${userId}`;
  if (useTabs.getState().key === key) return;
  let kept: Partial<Tabs> = {};
  try {
    kept = JSON.parse(readStored(key) ?? '{}') as Partial<Tabs>;
  } catch {
    // The stored value is invalid: start with new tabs.
  }
  const usable = Array.isArray(kept.tabs) && kept.tabs.length > 0 && kept.tabs.some(({ id }) => id === kept.active);
  useTabs.setState({ key, ...(usable ? { tabs: kept.tabs, active: kept.active } : blank()) });
}

useTabs.subscribe(({ key, tabs, active }) => key && writeStored(key, JSON.stringify({ tabs, active })));

/** The active tab. */
export const activeTab = ({ tabs, active }: Tabs = useTabs.getState()): Tab =>
  tabs.find(({ id }) => id === active) ?? tabs[0]!;

/** Whether a tab has unsaved changes. */
export const isDirty = ({ sql, saved }: Tab): boolean => sql !== (saved?.sql ?? '');

export const showTab = (active: string): void => useTabs.setState({ active });

/** Changes the active tab. */
export function editTab(change: Partial<Pick<Tab, 'sql' | 'saved'>>): void {
  useTabs.setState(({ tabs, active }) => ({
    tabs: tabs.map((tab) => (tab.id === active ? { ...tab, ...change } : tab)),
  }));
}

/**
 * Opens a text: in the active tab if that is empty, else in a new one. If a saved query is already open, shows its
 * tab.
 */
export function openTab(sql: string, saved?: Tab['saved']): void {
  const { tabs } = useTabs.getState();
  const there = saved && tabs.find((tab) => tab.saved?.id === saved.id);
  if (there) return showTab(there.id);
  const front = activeTab();
  if (front.sql === '' && sql !== '') return editTab({ sql, saved });
  const tab = { ...fresh(Math.max(...tabs.map(({ n }) => n)) + 1), sql, saved };
  useTabs.setState({ tabs: [...tabs, tab], active: tab.id });
}

export function closeTab(id: string): void {
  useTabs.setState(({ tabs, active }) => {
    const left = tabs.filter((tab) => tab.id !== id);
    if (left.length === 0) return blank();
    const place = tabs.findIndex((tab) => tab.id === id);
    return { tabs: left, active: active === id ? left[Math.min(place, left.length - 1)]!.id : active };
  });
}
