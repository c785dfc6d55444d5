import { create } from 'zustand';
import { readStored, writeStored } from '@/lib/storage';
import { type LogSearch } from './url';

/** A filter under a name. A custom range is not part of it: it would be in the past the next time. */
export type SavedFilter = { name: string } & Pick<LogSearch, 'q' | 'range' | 'console' | 'cols'>;

const keyOf = (userId: string) => `pocket-llm.log-filters.${userId}`;

/** The filters of each person on this device. */
const useAll = create<Record<string, readonly SavedFilter[] | undefined>>(() => ({}));

function read(userId: string): readonly SavedFilter[] {
  try {
    const kept = JSON.parse(readStored(keyOf(userId)) ?? '[]') as unknown;
    return Array.isArray(kept) ? kept.filter((one: SavedFilter | null) => typeof one?.name === 'string') : [];
  } catch {
    return [];
  }
}

/** A person's filters, and functions to save one (an older one of that name is replaced) and to remove one. */
export function useSavedFilters(userId: string) {
  const loaded = useAll((all) => all[userId]);
  const filters = loaded ?? read(userId);
  const write = (next: readonly SavedFilter[]) => {
    useAll.setState({ [userId]: next });
    writeStored(keyOf(userId), next.length > 0 ? JSON.stringify(next) : null);
  };
  return {
    filters,
    save: (filter: SavedFilter) =>
      write(
        [...filters.filter(({ name }) => name !== filter.name), filter].sort((a, b) => a.name.localeCompare(b.name)),
      ),
    remove: (gone: string) => write(filters.filter(({ name }) => name !== gone)),
  };
}
