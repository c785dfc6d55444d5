import type { RunDto, SavedQueryDto } from './sql-saved.dto.js';
import type { SqlQuery } from './sql-query.entity.js';

/** A saved query as its owner sees it. */
export const toSavedDto = ({ id, name, sql, created_at, updated_at }: SqlQuery): SavedQueryDto => ({
  id,
  name: name!,
  sql,
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
