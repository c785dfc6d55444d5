import { type User } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Select } from '@/components/ui/select';

interface RoleSelectProps {
  label: string;
  value: User['role'];
  onChange: (role: User['role']) => void;
  disabled?: boolean;
  'aria-describedby'?: string;
}

/** Selects one of the three roles. */
export function RoleSelect({ label, value, onChange, disabled, ...rest }: RoleSelectProps) {
  const { t } = useTranslation();
  const roles = (['user', 'developer', 'admin'] as const).map((role) => ({ value: role, label: t(`role.${role}`) }));
  return (
    <Select
      label={label}
      value={value}
      options={roles}
      disabled={disabled}
      onChange={onChange}
      className="w-32"
      {...rest}
    />
  );
}
