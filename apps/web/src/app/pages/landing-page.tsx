import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Wordmark } from '@/components/ui/wordmark';
import { restoreSession, useUser, wasSignedIn } from '@/lib/session';
import { useDocumentTitle } from '@/lib/use-document-title';
import { useNarrow } from '@/lib/use-media';
import { LandingDemo } from './landing-demo';
import { PageLanguage } from './page-language';

const FACTS = [
  ['fact1', 'fact1Text'],
  ['fact2', 'fact2Text'],
  ['fact3', 'fact3Text'],
] as const;

/** Explains the product in one sentence. index.html has the same text, so that it shows before any script runs. */
export function LandingPage() {
  const { t } = useTranslation('landing');
  const user = useUser();
  const narrow = useNarrow();
  const [down, setDown] = useState(false);
  useDocumentTitle(undefined);
  useEffect(() => {
    if (wasSignedIn()) restoreSession().catch(() => setDown(true));
  }, []);
  return (
    <div className="landing">
      <header>
        <Wordmark />
        <nav>
          {!narrow && <PageLanguage className="me-1" />}
          <a href="/docs/guide" className={buttonClass('quiet', 'md', 'max-sm:hidden')}>
            {t('guide')}
          </a>
          {user ? (
            <Link to="/chat" className={buttonClass('primary')}>
              {t('openChat')}
            </Link>
          ) : (
            <>
              <Link to="/register" className={buttonClass('quiet')}>
                {t('register')}
              </Link>
              {/* Whoever set the portal up, or comes back, has an account; and registration may be closed. */}
              <Link to="/login" className={buttonClass('primary')}>
                {t('signIn')}
              </Link>
            </>
          )}
        </nav>
      </header>
      <main>
        <h1>{t('headline')}</h1>
        <p>{t('lead')}</p>
        <LandingDemo />
        <dl aria-label={t('facts')}>
          {FACTS.map(([name, text]) => (
            <div key={name}>
              <dt>{t(name)}</dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      </main>
      {(narrow || down) && (
        <footer>
          {narrow && <PageLanguage />}
          {down && <p>{t('serverDown')}</p>}
        </footer>
      )}
    </div>
  );
}
