import { type AdminModel } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Switch } from '@/components/ui/switch';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';
import { useUpdateModel } from './api';

/** Enables or disables a model for everybody. The default model cannot be disabled. */
export function EnableSwitch({ model }: { model: AdminModel }) {
  const { t } = useTranslation('pulls');
  const { t: common } = useTranslation();
  const enable = useUpdateModel(model.id, { onError: (error) => void showToast(errorCopy(error, common).text) });
  return (
    <span title={model.is_default ? t('enableDefault') : undefined} className="inline-flex">
      <Switch
        label={t('enable', { name: model.display_name })}
        checked={model.is_enabled}
        disabled={enable.isPending || model.is_default}
        onChange={(enabled) => enable.mutate({ is_enabled: enabled })}
      />
    </span>
  );
}
