import { useTranslation } from 'react-i18next';
import { Page, Section } from '@/components/ui/page';
import { UsageToday } from '@/components/ui/usage-today';
import { YourData } from './transfer/your-data';
import { ChatAccessList } from './chat-access-list';
import { EraseSection } from './erase-section';
import { PasswordSection } from './password-section';
import { Preferences } from './preferences';
import { ProfileForm } from './profile-form';
import { SecuritySection } from './security/security-section';
import { SessionList } from './session-list';

/** Settings of the person's account and of this device. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  return (
    <Page title={t('title')} width="prose">
      <Section title={t('profile')}>
        <ProfileForm />
      </Section>
      <Section title={common('today.title')} lead={common('today.lead')}>
        <UsageToday />
      </Section>
      <PasswordSection />
      <SecuritySection />
      <Section title={t('sessions')} lead={t('sessionsLead')}>
        <SessionList />
      </Section>
      <Section title={t('privacy')} lead={t('privacyLead')}>
        <ChatAccessList />
      </Section>
      <Section title={t('preferences')}>
        <Preferences />
      </Section>
      <YourData />
      <EraseSection />
    </Page>
  );
}
