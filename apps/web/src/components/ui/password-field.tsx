import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from './field';
import { IconButton } from './icon-button';

/** A password field that can reveal its text and warns when Caps Lock is on. */
export function PasswordField({ hint, error, ...rest }: Omit<ComponentProps<typeof TextField>, 'type' | 'end'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const watch = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  return (
    <TextField
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      error={error}
      hint={caps ? t('password.capsLock') : hint}
      onKeyDown={watch}
      onKeyUp={watch}
      end={
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={t(shown ? 'password.hide' : 'password.show')}
          onClick={() => setShown(!shown)}
        />
      }
      {...rest}
    />
  );
}
