import { type LogEntry } from '@pocket-llm/api-client';
import { Link2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { formatDuration } from '@/lib/format';
import { useNarrow } from '@/lib/use-media';
import { Attributes, type Attribute } from '../query/attributes';
import { type NewToken } from '../query/language';
import { detailColumn } from './columns';
import { exactTime, levelOf, placeOf } from './level';
import { type Field } from './log-language';

interface InspectorProps {
  entry: LogEntry;
  onClose: () => void;
  onFilter: (token: NewToken<Field>) => void;
  /** The added columns. */
  columns: readonly string[];
  onColumn: (column: string) => void;
}

/** The details of a model call, in words and in this order; the rest of the details follows as it was written. */
const CALL_ROWS = [
  ['model', 'logs.call.model', 'model'],
  ['key_name', 'logs.call.key', 'key'],
  ['error_code', 'logs.call.error', 'error'],
  ['error_detail', 'logs.call.said', undefined],
  ['input_tokens', 'logs.call.input', undefined],
  ['output_tokens', 'logs.call.output', undefined],
] as const satisfies [string, string, Field | undefined][];

/** Whether a detail has no row of its own below. The id of a key says nothing beside its name. */
const isOther = (name: string, metadata: Record<string, unknown>): boolean =>
  !CALL_ROWS.some(([known]) => known === name) && !(name === 'api_key_id' && metadata.key_name);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * The details of one line, beside the list or, on a narrow screen, over it. Attributes can become filters and columns.
 */
export function Inspector(props: InspectorProps) {
  const { t } = useTranslation('admin');
  const narrow = useNarrow();
  if (!narrow) {
    return (
      <aside aria-label={t('logs.entry')} className="flex w-[420px] shrink-0 flex-col border-s border-line">
        <Content {...props} />
      </aside>
    );
  }
  return (
    <Sheet open onOpenChange={(open) => !open && props.onClose()} title={t('logs.entry')} side="bottom">
      <Content {...props} />
    </Sheet>
  );
}

function Content({ entry, onClose, onFilter, columns, onColumn }: InspectorProps) {
  const narrow = useNarrow();
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const {
    created_at,
    action,
    status_code,
    username,
    method,
    endpoint,
    duration_ms,
    ip_address,
    user_agent,
    request_id,
    metadata,
  } = entry;
  const link = () => `${location.origin}/admin/logs?line=${encodeURIComponent(placeOf(entry))}`;
  const asColumn = (name: string | undefined) =>
    narrow || name === undefined ? undefined : { column: columns.includes(name), onColumn: () => onColumn(name) };
  const rows: Attribute<Field>[] = [
    { label: t('logs.time'), value: created_at, shown: exactTime(created_at) },
    ...CALL_ROWS.flatMap(([name, label, field]) => {
      const value = metadata?.[name];
      if (value === undefined || value === null) return [];
      return { label: t(label), value: textOf(value), field, ...asColumn(detailColumn(name)) };
    }),
    {
      label: t('logs.level'),
      value: levelOf(status_code),
      shown: t(`logs.levels.${levelOf(status_code)}`),
      field: 'level',
    },
    { label: t('logs.status'), value: String(status_code), field: 'status', excludable: true },
    { label: t('logs.method'), value: method, field: 'method', excludable: true },
    { label: t('logs.path'), value: endpoint, field: 'path', excludable: true },
    { label: t('logs.action'), value: action, field: 'action', excludable: true },
    { label: t('logs.user'), value: username, field: 'user', excludable: true },
    {
      label: t('logs.duration'),
      value: `>${Math.floor(duration_ms)}`,
      shown: formatDuration(duration_ms),
      field: 'duration',
    },
    {
      label: t('logs.requestId'),
      value: request_id,
      field: 'request',
      only: t('logs.ofRequest'),
      ...asColumn('request'),
    },
    { label: t('logs.address'), value: ip_address, ...asColumn('address') },
    { label: t('logs.agent'), value: user_agent, ...asColumn('agent') },
    ...Object.entries(metadata ?? {})
      .filter(([label]) => isOther(label, metadata ?? {}))
      .map(([label, value]) => ({ label, value: textOf(value), ...asColumn(detailColumn(label)) })),
  ];
  return (
    <>
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line ps-4 pe-2">
        <h2 className="truncate font-mono text-ui font-medium">{action}</h2>
        <span className="flex">
          <CopyButton text={() => JSON.stringify(entry, null, 2)} label={t('logs.copyJson')} />
          <CopyButton text={link} icon={Link2} label={t('logs.copyLink')} />
          <IconButton icon={X} label={common('close')} onClick={onClose} />
        </span>
      </header>
      <dl className="flex flex-col overflow-y-auto px-4 pb-6 text-console">
        <Attributes<Field> rows={rows} onFilter={onFilter} />
      </dl>
    </>
  );
}
