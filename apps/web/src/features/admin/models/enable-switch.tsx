import { adminModelsUpdate, type AdminModel } from '@pocket-llm/api-client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Switch } from '@/components/ui/switch';
import { errorCopy } from '@/lib/error-copy';
import { showToast } from '@/lib/toast';
import { refreshModels } from './queries';

/** Whether a model may be used at all. The default always may. */
export function EnableSwitch({ model }: { model: AdminModel }) {
  const { t } = useTranslation('pulls');
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const enable = useMutation({
    mutationFn: (is_enabled: boolean) => adminModelsUpdate({ path: { model_id: model.id }, body: { is_enabled } }),
    onError: (error) => void showToast(errorCopy(error, common).text),
    onSettled: () => refreshModels(client),
  });
  return (
    <span title={model.is_default ? t('enableDefault') : undefined} className="inline-flex">
      <Switch
        label={t('enable', { name: model.display_name })}
        checked={model.is_enabled}
        disabled={enable.isPending || model.is_default}
        onChange={(wanted) => enable.mutate(wanted)}
      />
    </span>
  );
}
