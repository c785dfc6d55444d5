import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Page, Section } from '@/components/ui/page';
import { UsageToday } from '@/components/ui/usage-today';
import { identitiesQuery } from '@/lib/identities';
import { ChatAccessList } from './chat-access-list';
import { EraseSection } from './erase-section';
import { InstructionsForm } from './instructions-form';
import { KeptList } from './kept-list';
import { PasswordSection } from './password-section';
import { AppearancePreferences, ChatPreferences, LanguagePreferences } from './preferences';
import { PushSection } from './push-section';
import { ProfileForm } from './profile-form';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { SchedulesPage } from './schedules/schedules-page';
import { IdentitiesSection } from './security/identities-section';
import { SecuritySection } from './security/security-section';
import { SessionList } from './session-list';
import { Skeleton } from '@/components/ui/skeleton';
import { YourData } from './transfer/your-data';

const FilesSection = lateComponent(
  importWithTexts('files', () => import('./files-section').then((module) => module.FilesSection)),
);

export { SchedulesPage };

/** Who the person is here, and what they have used today. */
export function ProfilePage() {
  const { t } = useTranslation('settings');
  const { t: frame } = useTranslation('frame');
  return (
    <Page title={t('sections.profile')} width="prose">
      <ProfileForm />
      <Section title={frame('today.title')} lead={frame('today.lead')}>
        <UsageToday />
      </Section>
    </Page>
  );
}

/** What the app looks like on this device. */
export function AppearancePage() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('sections.appearance')} lead={t('onThisDevice')} width="prose">
      <AppearancePreferences />
    </Page>
  );
}

/** The language of the app on this device. */
export function LanguagePage() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('sections.language')} lead={t('onThisDevice')} width="prose">
      <LanguagePreferences />
    </Page>
  );
}

/** What every model is told, and how the chat behaves on this device. */
export function ChatPage() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('sections.chat')} width="prose">
      <Section title={t('instructions.title')} lead={t('instructions.lead')}>
        <InstructionsForm />
      </Section>
      <Section title={t('chatPage')} lead={t('onThisDevice')}>
        <ChatPreferences />
      </Section>
      <Section title={t('push.title')} lead={t('push.lead')}>
        <PushSection />
      </Section>
    </Page>
  );
}

/** Password, second factor, and the devices that are signed in. */
export function SecurityPage() {
  const { t } = useTranslation('settings');
  const { data: found } = useQuery(identitiesQuery);
  return (
    <Page title={t('sections.security')} width="prose">
      {found?.has_password !== false && !found?.password_of && <PasswordSection />}
      {found && (found.providers.length > 0 || found.identities.length > 0) && <IdentitiesSection found={found} />}
      <SecuritySection />
      <Section title={t('sessions')} lead={t('sessionsLead')}>
        <SessionList />
      </Section>
    </Page>
  );
}

const SharesSection = lateComponent(
  importWithTexts('shares', () => import('./shares-section').then(({ SharesSection: section }) => section)),
);

/** Takes chats out and in, says which are shared, and erases the account. */
export function DataPage() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('sections.data')} lead={t('dataLead')} width="prose">
      <FilesSection fallback={null} />
      <YourData />
      <SharesSection fallback={<Skeleton rows={2} className="h-16" />} />
      <EraseSection />
    </Page>
  );
}

/** Who has read the person's chats, and how long what is kept. */
export function PrivacyPage() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('sections.privacy')} lead={t('privacyLead')} width="prose" isText>
      <Section title={t('access.title')} lead={t('access.lead')}>
        <ChatAccessList />
      </Section>
      <Section title={t('kept.title')}>
        <KeptList />
      </Section>
    </Page>
  );
}
