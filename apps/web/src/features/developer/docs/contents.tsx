import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SECTIONS } from './sections';

const LINK =
  'flex min-h-8 items-center rounded-control px-2 text-console text-ink-2 hover:bg-sunken hover:text-ink touch:min-h-11';

/** The way to each part of the page. */
export function Contents() {
  const { t } = useTranslation('docs');
  return (
    <nav aria-label={t('contents')} className="flex flex-wrap gap-x-1 lg:sticky lg:top-6 lg:flex-col lg:self-start">
      {SECTIONS.map(({ id }) => (
        <Link key={id} to="." hash={id} className={LINK}>
          {t(`sections.${id}.title`)}
        </Link>
      ))}
      <Link to="." hash="reference" className={LINK}>
        {t('reference.title')}
      </Link>
    </nav>
  );
}
