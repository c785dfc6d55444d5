import { type Thread } from '@pocket-llm/api-client';
import { dateGroup } from '@/lib/dates';

export type ListRow = { kind: 'heading'; id: string; label: string } | { kind: 'thread'; id: string; thread: Thread };

interface GroupNames {
  pinned: string;
  today: string;
  yesterday: string;
  week: string;
}

interface ListOptions {
  /** Whether pinned threads have a group of their own. Useless in a list where all threads are pinned. */
  pinnedApart?: boolean;
  now?: Date;
}

/** A list of threads as flat rows: pinned first, then by day and month, each group with a heading. */
export function listRows(
  threads: readonly Thread[],
  names: GroupNames,
  { pinnedApart = true, now = new Date() }: ListOptions = {},
): ListRow[] {
  const rows: ListRow[] = [];
  const pinned = threads.filter((thread) => pinnedApart && thread.pinned);
  if (pinned.length > 0) rows.push({ kind: 'heading', id: 'pinned', label: names.pinned });
  for (const thread of pinned) rows.push({ kind: 'thread', id: thread.id, thread });
  let last = '';
  for (const thread of threads) {
    if (pinnedApart && thread.pinned) continue;
    const group = dateGroup(thread.updated_at, now);
    const label = group.kind === 'month' ? group.label : names[group.kind];
    if (label !== last) rows.push({ kind: 'heading', id: `group:${label}`, label });
    last = label;
    rows.push({ kind: 'thread', id: thread.id, thread });
  }
  return rows;
}
