import { useTranslation } from 'react-i18next';
import { ShareList } from '@/components/share/share-list';
import { Section } from '@/components/ui/page';

/** What the person shares with others. */
export function SharesSection() {
  const { t } = useTranslation('shares');
  return (
    <Section title={t('list.title')} lead={t('list.lead')}>
      <ShareList />
    </Section>
  );
}
