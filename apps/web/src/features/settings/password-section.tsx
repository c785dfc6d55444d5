import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/page';
import { PasswordForm } from './password-form';

/** Changes the password. The banner about the first password and the notices link here. */
export function PasswordSection() {
  const { t } = useTranslation('settings');
  const anchor = useRef<HTMLDivElement>(null);
  const asked = window.location.hash === '#password';

  useEffect(() => {
    if (asked) anchor.current?.scrollIntoView({ block: 'start' });
  }, [asked]);

  return (
    <div ref={anchor} id="password" className="scroll-mt-4">
      <Section title={t('password')} lead={t('passwordLead')}>
        <PasswordForm focus={asked} />
      </Section>
    </div>
  );
}
