import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { useChangeKey } from './api';
import { draftOf } from './key-draft';
import { KeyForm } from './key-form';

/** Changes a key's name, scopes and limits; its secret stays. */
export default function EditKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  const change = useChangeKey(apiKey.id);
  return (
    <Dialog wide open onOpenChange={onClose} title={t('editTitle', { name: apiKey.name })} description={t('editText')}>
      <KeyForm
        initial={draftOf(apiKey)}
        label={common('save')}
        saving={change}
        onSave={(body) => change.mutate(body, { onSuccess: onClose })}
      />
    </Dialog>
  );
}
