import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';

/** A page with one message and one link. */
export function Message({ title, hint, action }: { title: string; hint: string; action: ReactNode }) {
  return (
    <main className="flex min-h-[70dvh] w-full flex-1 flex-col items-start justify-center gap-4 px-6 md:px-16">
      <h1 className="text-display font-semibold">{title}</h1>
      <p className="max-w-prose text-ink-2">{hint}</p>
      {action}
    </main>
  );
}

function ToChat() {
  const { t } = useTranslation();
  return (
    <Link to="/chat" className={buttonClass('primary')}>
      {t('page.backToChat')}
    </Link>
  );
}

/** Shown when no page has this address. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return <Message title={t('page.notFound')} hint={t('page.notFoundHint')} action={<ToChat />} />;
}

/** Shown for pages of another role. The server enforces this; the page only explains it. */
export function ForbiddenPage({ role }: { role: 'admin' | 'developer' }) {
  const { t } = useTranslation();
  return (
    <Message
      title={t('page.forbidden', { role: t(`role.${role}`) })}
      hint={t('page.forbiddenHint')}
      action={<ToChat />}
    />
  );
}
