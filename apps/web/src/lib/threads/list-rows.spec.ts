import { type Thread } from '@pocket-llm/api-client';
import { listRows } from './list-rows';

const NAMES = { pinned: 'Pinned', today: 'Today', yesterday: 'Yesterday', week: 'Week' };
const now = new Date('2026-03-18T12:00:00');
const thread = (id: string, updated: string, pinned = false) =>
  ({ id, pinned, updated_at: new Date(updated).toISOString() }) as Thread;
const show = (threads: Thread[]) =>
  listRows(threads, NAMES, { now }).map((row) => (row.kind === 'heading' ? `# ${row.label}` : row.id));

describe('a list of threads', () => {
  it('puts pinned threads first and groups the others by date', () => {
    const threads = [
      thread('a', '2026-03-18T11:00'),
      thread('p', '2026-03-18T10:00', true),
      thread('b', '2026-03-17T10:00'),
      thread('c', '2026-01-02T10:00'),
      thread('d', '2026-01-01T10:00'),
    ];
    expect(show(threads)).toEqual(['# Pinned', 'p', '# Today', 'a', '# Yesterday', 'b', '# January 2026', 'c', 'd']);
  });

  it('has no heading for an empty group', () => {
    expect(show([])).toEqual([]);
    expect(show([thread('p', '2026-03-18T10:00', true)])).toEqual(['# Pinned', 'p']);
  });

  it('groups by date only when pinned threads are not separate', () => {
    const rows = listRows([thread('p', '2026-03-18T10:00', true)], NAMES, { pinnedApart: false, now });
    expect(rows.map(({ kind }) => kind)).toEqual(['heading', 'thread']);
    expect(rows[0]).toMatchObject({ label: 'Today' });
  });

  it('gives every row a unique id', () => {
    const rows = listRows([thread('a', '2026-03-18T11:00'), thread('b', '2026-03-17T10:00')], NAMES, { now });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});
