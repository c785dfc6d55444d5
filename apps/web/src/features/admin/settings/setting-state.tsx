import { type Setting } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';

/** Says where a setting's value comes from, or that it was just saved. */
export function SettingState({ setting, saved }: { setting: Setting; saved: boolean }) {
  const { t } = useTranslation('admin');
  return (
    <p role="status" className="text-meta text-ink-3">
      {setting.source === 'environment'
        ? t('portal.fixed')
        : saved
          ? t('portal.saved')
          : t(`portal.source.${setting.source}`)}
    </p>
  );
}
