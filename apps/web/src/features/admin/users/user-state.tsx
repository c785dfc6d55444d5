import { type AdminUserDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Switch } from '@/components/ui/switch';

interface UserStateProps {
  user: AdminUserDto;
  onChange: (isActive: boolean) => void;
  disabled: boolean;
  'aria-describedby'?: string;
}

/** Whether an account may sign in. Pending accounts are approved here. */
export function UserState({ user, onChange, disabled, ...rest }: UserStateProps) {
  const { t } = useTranslation('people');
  if (user.is_pending) {
    return (
      <span className="flex items-center gap-2">
        <span className="text-warn">{t('state.pending')}</span>
        <Button
          size="sm"
          disabled={disabled}
          onClick={() => onChange(true)}
          aria-label={`${t('approve')}: ${user.username}`}
        >
          {t('approve')}
        </Button>
      </span>
    );
  }
  return (
    <span className="flex items-center gap-2">
      <Switch
        label={t('activate', { name: user.username })}
        checked={user.is_active}
        disabled={disabled}
        onChange={onChange}
        {...rest}
      />
      {t(user.is_active ? 'state.active' : 'state.inactive')}
    </span>
  );
}
