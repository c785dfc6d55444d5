import { useTranslation } from 'react-i18next';
import { TextField } from '@/components/ui/field';
import { formatNumber } from '@/lib/format';
import { LIMIT_NAMES, LIMITS, type QuotaDraft, wrongIn } from './quota-draft';

/** The numbers of a quota. */
export function QuotaFields({ draft, onChange }: { draft: QuotaDraft; onChange: (draft: QuotaDraft) => void }) {
  const { t } = useTranslation('people');
  const wrong = wrongIn(draft);
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      {LIMIT_NAMES.map((name) => (
        <TextField
          key={name}
          size="sm"
          inputMode="numeric"
          autoComplete="off"
          label={t(`limit.${name}`)}
          placeholder={t('unlimited')}
          error={wrong.includes(name) ? t('whole', { most: formatNumber(LIMITS[name]) }) : undefined}
          value={draft[name]}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      ))}
    </div>
  );
}
