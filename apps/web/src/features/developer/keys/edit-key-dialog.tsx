import { apiKeysChange, type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { draftOf } from './key-draft';
import { KeyForm } from './key-form';

/** Another name, reach or limits for a key; its secret stays. */
export default function EditKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const { t: common } = useTranslation();
  return (
    <Dialog wide open onOpenChange={onClose} title={t('editTitle', { name: apiKey.name })} description={t('editText')}>
      <KeyForm
        initial={draftOf(apiKey)}
        label={common('save')}
        save={async (body) => (await apiKeysChange({ path: { key_id: apiKey.id }, body })).data}
        onSaved={onClose}
      />
    </Dialog>
  );
}
