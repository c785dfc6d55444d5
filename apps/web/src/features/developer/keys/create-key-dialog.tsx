import { apiKeysCreate, type CreatedApiKey } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';
import { NEW_KEY } from './key-draft';
import { KeyForm } from './key-form';
import { ShownOnce } from './shown-once';

/** Name, reach and limits of a new key, then its secret, once. */
export default function CreateKeyDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation('developer');
  const [created, setCreated] = useState<CreatedApiKey>();
  const close = () => {
    setCreated(undefined);
    onClose();
  };
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={close}
      // Closing by accident would lose a secret that nobody can show again.
      dismissible={created === undefined}
      title={t(created ? 'createdTitle' : 'createTitle')}
      description={created && t('createdText')}
    >
      {created ? (
        <ShownOnce created={created} onDone={close} />
      ) : (
        <KeyForm
          initial={NEW_KEY}
          label={t('create')}
          save={async (body) => (await apiKeysCreate({ body })).data}
          onSaved={setCreated}
        />
      )}
    </Dialog>
  );
}
