import { type ApiKey } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';

export interface KeyActionsProps {
  apiKey: ApiKey;
  onEdit: (key: ApiKey) => void;
  onRotate: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

/** Edit, rotate and revoke a key. */
export function KeyActions({ apiKey, onEdit, onRotate, onRevoke }: KeyActionsProps) {
  const { t } = useTranslation('developer');
  return (
    <span className="flex gap-1">
      <Button
        size="sm"
        variant="quiet"
        onClick={() => onEdit(apiKey)}
        aria-label={t('editTitle', { name: apiKey.name })}
      >
        {t('edit')}
      </Button>
      <Button
        size="sm"
        variant="quiet"
        onClick={() => onRotate(apiKey)}
        aria-label={t('rotateTitle', { name: apiKey.name })}
      >
        {t('rotate')}
      </Button>
      <Button
        size="sm"
        variant="quiet"
        onClick={() => onRevoke(apiKey)}
        aria-label={t('revokeTitle', { name: apiKey.name })}
      >
        {t('revoke')}
      </Button>
    </span>
  );
}
