import { type BackendDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ui/notice';
import { SureButton } from '@/components/ui/sure-button';
import { useRemoveBackend } from './api';

/** Removes a model server, after a second press. */
export function RemoveBackend({ backend, onRemoved }: { backend: BackendDto; onRemoved?: () => void }) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const remove = useRemoveBackend(backend.id);
  return (
    <>
      {remove.isError && <ErrorNotice error={remove.error} />}
      <SureButton
        label={t('remove')}
        sureLabel={t('removeNamed', { name: backend.name })}
        busy={remove.isPending}
        onSure={() => remove.mutate(undefined, { onSuccess: onRemoved })}
      />
    </>
  );
}
