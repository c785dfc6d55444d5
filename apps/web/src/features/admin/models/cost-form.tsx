import { type AdminModel, type ModelCostDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { settingsQuery } from '../settings/api';
import { useUpdateModel } from './api';

const FIELDS = ['input_per_million', 'output_per_million', 'watt_hours_per_million'] as const;
type Field = (typeof FIELDS)[number];
const MOST = 1_000_000;
/** At most six decimals; a comma is what many people write for the point. */
const PRICE = /^\d{1,7}([.,]\d{1,6})?$/;

const numberOf = (typed: string): number => Number(typed.trim().replace(',', '.'));
const isWrong = (typed: string): boolean =>
  typed.trim() !== '' && !(PRICE.test(typed.trim()) && numberOf(typed) <= MOST);

/** What a million tokens of a model cost, in money and energy. */
export default function CostForm({ model }: { model: AdminModel }) {
  const { t } = useTranslation('usage', { keyPrefix: 'budgets' });
  const save = useUpdateModel(model.id);
  const currency = useQuery(settingsQuery).data?.settings.find(({ key }) => key === 'currency')?.value;
  const [draft, setDraft] = useState(
    () => Object.fromEntries(FIELDS.map((name) => [name, model.cost[name]?.toString() ?? ''])) as Record<Field, string>,
  );
  const wrong = FIELDS.filter((name) => isWrong(draft[name]));
  return (
    <form
      aria-label={t('model.title')}
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong.length === 0) save.mutate({ cost: costOf(draft) });
      }}
    >
      <p className="text-console text-ink-2">
        {t('model.text')}{' '}
        {currency === '' && (
          <>
            {t('model.noCurrency')}{' '}
            <Link to="/admin/settings" className="text-accent-ink underline underline-offset-3">
              {t('model.toSettings')}
            </Link>
          </>
        )}
      </p>
      {save.isError && <ErrorNotice error={save.error} />}
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] items-start gap-3">
        {FIELDS.map((name) => (
          <TextField
            key={name}
            size="sm"
            inputMode="decimal"
            autoComplete="off"
            label={t(`model.${name}`)}
            hint={name === 'watt_hours_per_million' ? t('model.wattHours') : String(currency ?? '')}
            placeholder={t('model.none')}
            error={wrong.includes(name) ? t('model.wrong') : undefined}
            value={draft[name]}
            onChange={(event) => {
              setDraft({ ...draft, [name]: event.target.value });
              save.reset();
            }}
          />
        ))}
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" size="sm" busy={save.isPending} disabled={wrong.length > 0}>
          {t('model.save')}
        </Button>
        {save.isSuccess && (
          <span role="status" className="text-meta text-ink-3">
            {t('saved')}
          </span>
        )}
      </div>
    </form>
  );
}

/** An empty field costs nothing. */
const costOf = (draft: Record<Field, string>): ModelCostDto =>
  Object.fromEntries(FIELDS.filter((name) => draft[name].trim() !== '').map((name) => [name, numberOf(draft[name])]));
