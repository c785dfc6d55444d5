import { CURSOR, decodeCursor, encodeCursor } from '../../../common/http/paging.js';

/** A condition with its parameters. */
export interface Condition {
  sql: string;
  values: Record<string, unknown>;
}

/** Where a thread stands in the list. */
export interface ListPlace {
  id: string;
  pinned: boolean;
  updated_at: Date;
}

export interface ThreadFilter {
  archived: boolean;
  q?: string;
  model?: string;
  pinned?: boolean;
  has_code?: boolean;
  from?: Date;
  to?: Date;
}

/** Pinned threads first, then the newest. */
export const LIST_ORDER = 't.pinned DESC, t.updated_at DESC, t.id DESC';

/** Which threads of a person a list contains, without what has to be looked for inside of them. */
export function listScope(userId: string, { archived, model, pinned, from, to }: ThreadFilter): Condition {
  const conditions = [
    't.user_id = :userId AND t.archived = :archived AND NOT t.temporary',
    ...(model ? ['t.model_used = :model'] : []),
    ...(pinned === undefined ? [] : ['t.pinned = :onlyPinned']),
    ...(from ? ['t.updated_at >= :from'] : []),
    ...(to ? ['t.updated_at < :to'] : []),
  ];
  return { sql: conditions.join(' AND '), values: { userId, archived, model, onlyPinned: pinned, from, to } };
}

/** That a thread comes after a place of the list. */
export const afterPlace = (place: ListPlace | undefined): Condition =>
  place
    ? {
        sql: '(t.pinned, t.updated_at, t.id) < (:afterPinned::boolean, :afterTime::timestamptz, :afterId::uuid)',
        values: { afterPinned: place.pinned, afterTime: place.updated_at, afterId: place.id },
      }
    : { sql: 'true', values: {} };

export const toCursor = ({ pinned, updated_at, id }: ListPlace): string =>
  encodeCursor([String(pinned), updated_at.toISOString(), id]);

/** @throws DomainError `request.invalid` for an invalid cursor */
export function toPlace(cursor: string): ListPlace {
  const [pinned, updatedAt, id] = decodeCursor(cursor, [CURSOR.boolean, CURSOR.time, CURSOR.id]) as [
    string,
    string,
    string,
  ];
  return { pinned: pinned === 'true', updated_at: new Date(updatedAt), id };
}
