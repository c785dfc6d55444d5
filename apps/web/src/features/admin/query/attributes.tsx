import { Columns3, Minus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { type NewToken, writeToken } from './language';

export interface Attribute<F extends string> {
  label: string;
  /** A row without a value is omitted. */
  value: string | null;
  /** Shown in place of the value. */
  shown?: string;
  /** The field that the row's buttons filter by. */
  field?: F;
  /** Whether lines with this value can also be excluded. */
  excludable?: boolean;
  /** Label of the filter button, in place of field and value. */
  only?: string;
  /** Whether the attribute is shown as a column; undefined when it cannot be, or always is. */
  column?: boolean;
  onColumn?: () => void;
}

interface AttributesProps<F extends string> {
  rows: readonly Attribute<F>[];
  onFilter: (token: NewToken<F>) => void;
}

/** An entry's attributes as rows of a `dl`, with buttons that filter by them or show them as columns. */
export function Attributes<F extends string>({ rows, onFilter }: AttributesProps<F>) {
  const { t } = useTranslation('admin');
  return rows.map(({ label, value, shown = value, field, excludable, only, column, onColumn }) =>
    value === null ? null : (
      <div
        key={label}
        className="grid min-h-9 shrink-0 grid-cols-[5.5rem_1fr_auto] items-center gap-2 border-b border-line py-1"
      >
        <dt className="text-ink-3">{label}</dt>
        <dd className="font-mono text-meta break-all">{shown}</dd>
        <dd className="flex">
          {onColumn && (
            <IconButton
              size="tiny"
              icon={Columns3}
              label={t('query.column', { name: label })}
              aria-pressed={column}
              className={column ? 'bg-accent-wash text-ink' : undefined}
              onClick={onColumn}
            />
          )}
          {field && (
            <IconButton
              size="tiny"
              icon={Plus}
              label={only ?? t('query.only', { name: writeToken({ field, value, negated: false }) })}
              onClick={() => onFilter({ field, value, negated: false })}
            />
          )}
          {field && excludable && (
            <IconButton
              size="tiny"
              icon={Minus}
              label={t('query.without', { name: writeToken({ field, value, negated: false }) })}
              onClick={() => onFilter({ field, value, negated: true })}
            />
          )}
        </dd>
      </div>
    ),
  );
}
