import { type AuditEntry } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Attributes } from '../query/attributes';
import { type NewToken } from '../query/language';
import { type Field } from './audit-language';

/** Props that the table and the list of entries share. */
export interface AuditEntriesProps {
  entries: readonly AuditEntry[];
  /** Number of the entry that is open. */
  open: string | undefined;
  onOpen: (seq: string | undefined) => void;
  onFilter: (token: NewToken<Field>) => void;
}

/** The target of an entry in one line; for an SQL query, its text. */
export function aboutOf({ target_name, target_id, detail }: AuditEntry): string | undefined {
  const sql = detail?.['sql'];
  return target_name ?? target_id ?? (typeof sql === 'string' ? sql : undefined);
}

/** All attributes of an entry, each with a button that filters by it. */
export function AuditDetails({ entry, onFilter }: { entry: AuditEntry; onFilter: (token: NewToken<Field>) => void }) {
  const { t } = useTranslation('admin');
  const { actor_name, action, target_type, target_id, target_name, result, ip_address, detail, hash, request_id } =
    entry;
  return (
    <div className="flex flex-col gap-3 text-console">
      <dl className="flex flex-col md:max-w-xl">
        <Attributes<Field>
          onFilter={onFilter}
          rows={[
            { label: t('audit.actor'), value: actor_name, field: 'actor' },
            { label: t('audit.action'), value: action, field: 'action' },
            {
              label: t('audit.target'),
              value: target_id ?? target_name,
              shown: target_name && target_id ? `${target_name} (${target_id})` : undefined,
              field: 'target',
            },
            { label: t('audit.kind'), value: target_type, field: 'kind' },
            { label: t('audit.result'), value: result, shown: t(`audit.results.${result}`), field: 'result' },
            { label: t('audit.address'), value: ip_address },
            { label: t('audit.hash'), value: hash },
          ]}
        />
      </dl>
      {detail && Object.keys(detail).length > 0 && (
        <pre className="font-mono text-meta break-all whitespace-pre-wrap" tabIndex={0}>
          {JSON.stringify(detail, null, 2)}
        </pre>
      )}
      {request_id && (
        <Link
          to="/admin/logs"
          search={{ q: `request:${request_id}`, range: 'all' }}
          className="w-fit text-accent-ink underline underline-offset-3"
        >
          {t('audit.requestLine')}
        </Link>
      )}
    </div>
  );
}
