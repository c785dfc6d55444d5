/** Audit action of a statement of the SQL console that was given a reason to read people's chats. */
export const CHATS_READ = 'sql.chats-read';
/** Audit actions of a backup, which holds everybody's chats, and of a restore, which writes them anew from a file. */
const BACKED_UP = 'backup.created';
const RESTORED = 'backup.restored';

/** One time that somebody could read people's chats past their own pages. */
export interface ChatAccess {
  at: Date;
  /** Name of the reader at that time. */
  reader: string;
  /** `null` for restores before 2026-12, which asked for none. */
  reason: string | null;
  how: 'sql' | 'backup' | 'restore';
}

/** The newest entries since a time. Parameters: time, number. */
export const CHAT_ACCESSES = `
  SELECT at, coalesce(actor_name, '') AS reader, detail->>'reason' AS reason,
    CASE action WHEN '${RESTORED}' THEN 'restore' WHEN '${BACKED_UP}' THEN 'backup' ELSE 'sql' END AS how
  FROM audit_log WHERE action IN ('${CHATS_READ}', '${BACKED_UP}', '${RESTORED}') AND result = 'ok' AND at >= $1
  ORDER BY seq DESC LIMIT $2`;
