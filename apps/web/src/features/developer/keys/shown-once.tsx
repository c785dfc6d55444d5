import { type CreatedApiKey } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { CopyBox } from '@/components/ui/copy-box';
import { DialogActions } from '@/components/ui/dialog';
import { useModels } from '@/lib/use-model';
import { ownAddress } from '../parts/address';
import { CodeBox } from '../parts/code-box';
import { firstRequest } from './first-request';
import { Check } from './fields';

/** A key's secret. The dialog closes only after the person has confirmed that it is stored. */
export function ShownOnce({ created, onDone }: { created: CreatedApiKey; onDone: () => void }) {
  const { t } = useTranslation('developer');
  const { models, model } = useModels();
  const [stored, setStored] = useState(false);
  const allowed = created.model_ids.length === 0 ? model : models.find(({ id }) => created.model_ids.includes(id));
  const curl = firstRequest({
    base: ownAddress(),
    key: created.key_value,
    scopes: created.scopes,
    model: allowed?.name,
  });
  return (
    <div className="flex flex-col gap-4">
      <CopyBox label={t('secret')} text={created.key_value} />
      <CodeBox label={t('curl')} code={curl} />
      <DialogActions>
        <div className="me-auto">
          <Check checked={stored} onChange={setStored}>
            {t('stored')}
          </Check>
        </div>
        <Button variant="primary" disabled={!stored} onClick={onDone}>
          {t('done')}
        </Button>
      </DialogActions>
    </div>
  );
}
