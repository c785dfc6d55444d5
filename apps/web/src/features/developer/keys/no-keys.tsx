import { useTranslation } from 'react-i18next';
import { useModels } from '@/lib/use-model';
import { KEY_PLACEHOLDER, ownAddress } from '../parts/address';
import { CodeBox } from '../parts/code-box';
import { firstRequest } from './first-request';

/** What a key is for, and how it is used, before there is one. */
export function NoKeys() {
  const { t } = useTranslation('developer');
  const { model } = useModels();
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <p className="text-ink-2">{t('empty')}</p>
      <CodeBox
        label={t('curl')}
        code={firstRequest({ base: ownAddress(), key: KEY_PLACEHOLDER, scopes: ['chat'], model: model?.name })}
      />
    </div>
  );
}
