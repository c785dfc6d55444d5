import { useTranslation } from 'react-i18next';
import { passwordStrength } from './schemas';

/** A password's strength, as a word and a meter. */
export function PasswordStrength({ password }: { password: string }) {
  const { t } = useTranslation('auth');
  const value = passwordStrength(password);
  return (
    <p className="flex items-center gap-3 text-meta text-ink-2">
      <span aria-hidden className="flex flex-1 gap-1">
        {[0, 1, 2, 3].map((step) => (
          <span key={step} className={`h-1 flex-1 rounded-full ${step < value ? 'bg-ink-2' : 'bg-line'}`} />
        ))}
      </span>
      <span>
        {t('strength.label')}: {t(`strength.s${value}`)}
      </span>
    </p>
  );
}
