import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { useCreateKey } from './api';
import { NEW_KEY } from './key-draft';
import { KeyForm } from './key-form';
import { ShownOnce } from './shown-once';

/** Asks for a new key's name, scopes and limits, then shows its secret once. */
export default function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('developer');
  const create = useCreateKey();
  const created = create.data;
  return (
    <Dialog
      wide
      open
      onOpenChange={onClose}
      // Closing by accident would lose a secret that cannot be shown again.
      dismissible={created === undefined}
      title={t(created ? 'createdTitle' : 'createTitle')}
      description={created && t('createdText')}
    >
      {created ? (
        <ShownOnce created={created} onDone={onClose} />
      ) : (
        <KeyForm initial={NEW_KEY} label={t('create')} saving={create} onSave={(body) => create.mutate(body)} />
      )}
    </Dialog>
  );
}
