import { type AdminModel, type ModelUsesDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatBytes } from '@/lib/format';
import { useDeleteModel, usesQuery } from './api';

/**
 * Asks to type the model's name, and lists what uses the model.
 * @param deletable whether its backend can delete the weights
 */
export function DeleteDialog({
  model,
  deletable,
  onClose,
  onDeleted,
}: {
  model: AdminModel;
  deletable: boolean;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { t } = useTranslation('pulls');
  const { t: common } = useTranslation();
  const uses = useQuery(usesQuery(model.id));
  const [typed, setTyped] = useState('');
  const [weights, setWeights] = useState(deletable);
  const remove = useDeleteModel(model.id);
  const meant = typed.trim() === model.name;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('deleteTitle', { name: model.display_name })}
      description={t('deleteText')}
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meant) remove.mutate({ weights }, { onSuccess: onDeleted });
        }}
      >
        {remove.isError && <ErrorNotice error={remove.error} />}
        <section aria-label={t('uses')} className="flex flex-col gap-1 text-console">
          <h3 className="font-medium">{t('uses')}</h3>
          {uses.isPending && <Skeleton rows={1} className="h-5" />}
          {uses.isError && <ErrorNotice error={uses.error} />}
          {uses.data && <Uses uses={uses.data} />}
        </section>
        {deletable && (
          <label className="flex items-center gap-2 text-console">
            <input
              type="checkbox"
              checked={weights}
              onChange={(event) => setWeights(event.target.checked)}
              className="size-4 accent-ink"
            />
            {t('alsoWeights', { size: model.size_bytes ? formatBytes(model.size_bytes) : '' })}
          </label>
        )}
        <TextField
          label={t('deleteType', { name: model.name })}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => setTyped(event.target.value)}
        />
        <DialogActions>
          <Button variant="quiet" onClick={onClose}>
            {common('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={remove.isPending} disabled={!meant}>
            {t('delete')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Uses({ uses: { threads, presets, keys, pins } }: { uses: ModelUsesDto }) {
  const { t } = useTranslation('pulls');
  if (threads + presets + keys.length + pins.length === 0) return <p className="text-ink-2">{t('unused')}</p>;
  return (
    <ul className="flex max-h-40 list-disc flex-col gap-0.5 overflow-y-auto ps-5 text-ink-2">
      {threads > 0 && <li>{t('threads', { count: threads })}</li>}
      {presets > 0 && <li>{t('presets', { count: presets })}</li>}
      {keys.map(({ id, name, username }) => (
        <li key={id}>{t('key', { name, username })}</li>
      ))}
      {pins.map(({ id, prompt }) => (
        <li key={id}>{t('pin', { prompt })}</li>
      ))}
    </ul>
  );
}
