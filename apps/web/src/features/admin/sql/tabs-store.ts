import { type SavedQueryDto } from '@pocket-llm/api-client';
import { create } from 'zustand';
import { newId } from '@/lib/new-id';
import { readStored, writeStored } from '@/lib/storage';
import { parametersOf, type Values } from './text';

/** A tab of the editor with its text. */
export interface Tab {
  id: string;
  /** Number in the title of an unnamed tab. */
  n: number;
  sql: string;
  /** Values of its parameters; null is NULL, and one that is missing is an empty text. */
  values?: Values;
  /** The saved query that was opened, in its saved state. */
  saved?: Saved;
}

export type Saved = Pick<SavedQueryDto, 'id' | 'name' | 'sql' | 'parameters' | 'mine' | 'shared'>;

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

/** A tab that was stored before saved queries had parameters and could be shared. */
const completed = (tab: Tab): Tab =>
  tab.saved
    ? { ...tab, saved: { ...tab.saved, parameters: tab.saved.parameters ?? {}, mine: tab.saved.mine ?? true } }
    : tab;

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
  useTabs.setState({ key, ...(usable ? { tabs: kept.tabs!.map(completed), active: kept.active } : blank()) });
}

// Without values that were typed: they may be secrets.
const withoutValues = ({ values: _, ...tab }: Tab): Tab => tab;
useTabs.subscribe(
  ({ key, tabs, active }) => key && writeStored(key, JSON.stringify({ tabs: tabs.map(withoutValues), active })),
);

/** The active tab. */
export const activeTab = ({ tabs, active }: Tabs = useTabs.getState()): Tab =>
  tabs.find(({ id }) => id === active) ?? tabs[0]!;

/** A value for every parameter of a text: of the tab, else of the saved query, else the empty text. */
export function valuesFor(text: string, { values, saved }: Tab): Values {
  const known = { ...saved?.parameters, ...values };
  return Object.fromEntries(parametersOf(text).map((name) => [name, Object.hasOwn(known, name) ? known[name]! : '']));
}

/** Whether a tab has unsaved changes: of the text, or of the values that a saved query begins with. */
export function isDirty(tab: Tab): boolean {
  const { sql, saved } = tab;
  if (sql !== (saved?.sql ?? '')) return true;
  if (!saved) return false;
  const before = valuesFor(sql, { ...tab, values: undefined });
  return Object.entries(valuesFor(sql, tab)).some(([name, value]) => value !== before[name]);
}

export const showTab = (active: string): void => useTabs.setState({ active });

/** Changes the active tab. */
export function editTab(change: Partial<Pick<Tab, 'sql' | 'saved' | 'values'>>): void {
  useTabs.setState(({ tabs, active }) => ({
    tabs: tabs.map((tab) => (tab.id === active ? { ...tab, ...change } : tab)),
  }));
}

/** Changes one value of the active tab. */
export const editValue = (name: string, value: string | null): void =>
  editTab({ values: { ...activeTab().values, [name]: value } });

/** Shows a saved query's new name or state in the tab where it is open. */
export const renameInTabs = (saved: Saved): void =>
  useTabs.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => (tab.saved?.id === saved.id ? { ...tab, saved } : tab)),
  }));

/**
 * Opens a text: in the active tab if that is empty, else in a new one. If a saved query is already open, shows its
 * tab; its owner may have changed it since, so an unchanged text and unchanged values there are renewed.
 */
export function openTab(sql: string, saved?: Tab['saved']): void {
  const { tabs } = useTabs.getState();
  const there = saved && tabs.find((tab) => tab.saved?.id === saved.id);
  if (there) {
    const values = isDirty(there) ? there.values : undefined;
    const renewed = there.sql === there.saved?.sql ? { ...there, sql, saved, values } : there;
    return useTabs.setState({ tabs: tabs.map((tab) => (tab === there ? renewed : tab)), active: there.id });
  }
  const front = activeTab();
  if (front.sql === '' && sql !== '') return editTab({ sql, saved, values: undefined });
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
