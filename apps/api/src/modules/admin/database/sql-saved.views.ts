import type { RunDto, SavedQueryDto } from './sql-saved.dto.js';
import type { SqlQuery } from './sql-query.entity.js';
import type { SavedQuery } from './sql-saved.repository.js';

/** A saved query as an admin sees it. */
export const toSavedDto = (
  { id, user_id, name, sql, parameters, shared, created_at, updated_at }: Omit<SavedQuery, 'owner'>,
  owner: string,
  readerId: string,
): SavedQueryDto => ({
  id,
  name: name!,
  sql,
  parameters: parameters ?? {},
  shared,
  mine: user_id === readerId,
  owner,
  created_at,
  updated_at,
});

/** A line of the history as its owner sees it. */
export const toRunDto = ({
  id,
  query_id,
  sql,
  mode,
  status,
  row_count,
  truncated,
  duration_ms,
  sqlstate,
  created_at,
}: SqlQuery): RunDto => ({
  id,
  query_id: query_id!,
  sql,
  mode: mode!,
  status: status!,
  row_count,
  truncated: truncated!,
  duration_ms: duration_ms!,
  sqlstate,
  created_at,
});
