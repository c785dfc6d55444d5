import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { formatDay } from '@/lib/dates';
import { endOf, EXPIRIES, type Expiry, type KeyDraft } from './key-draft';
import { Group } from './fields';

interface ExpiryFieldProps {
  draft: KeyDraft;
  error: string | undefined;
  onChange: (change: Partial<KeyDraft>) => void;
}

/** When the key expires: after some days, never, or on a chosen day. */
export function ExpiryField({ draft, error, onChange }: ExpiryFieldProps) {
  const { t } = useTranslation('developer');
  const end = endOf(draft);
  return (
    <Group
      legend={t('expires')}
      error={error}
      hint={
        end
          ? t('expiryDay', { day: formatDay(end.toISOString()) })
          : t(draft.expiry === 'never' ? 'expiryNever' : 'expiryChoose')
      }
    >
      <div className="flex flex-wrap gap-2">
        <Select
          label={t('expires')}
          value={draft.expiry}
          onChange={(expiry: Expiry) => onChange({ expiry })}
          options={EXPIRIES.map((value) => ({ value, label: t(`expiry.${value}`) }))}
        />
        {draft.expiry === 'own' && (
          <input
            type="date"
            aria-label={t('lastDay')}
            min={new Date().toLocaleDateString('sv')}
            value={draft.lastDay}
            aria-invalid={error ? true : undefined}
            className={`${INPUT} h-8 max-w-40 px-2 text-console touch:h-11`}
            onChange={(event) => onChange({ lastDay: event.target.value })}
          />
        )}
      </div>
    </Group>
  );
}
