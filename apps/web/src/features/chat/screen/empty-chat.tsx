import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { useUser } from '@/lib/session';

/** The greeting of a new chat. */
export function Greeting() {
  const { t } = useTranslation('chat');
  const user = useUser();
  return (
    <h1 className="mx-auto max-w-[752px] px-6 pb-6 text-center text-display font-semibold text-balance">
      {user ? t('greetingName', { name: user.username }) : t('greeting')}
    </h1>
  );
}

const SUGGESTIONS = ['suggestions.explain', 'suggestions.code', 'suggestions.rewrite', 'suggestions.plan'] as const;

/** Four suggestions. They fill the composer without sending, and are hidden while it contains text. */
export function Suggestions({
  shown,
  onPick,
  children,
}: {
  shown: boolean;
  onPick: (text: string) => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation('chat');
  return (
    <div className="mx-auto flex w-full max-w-[752px] flex-col gap-6 px-4 pt-3">
      <ul
        aria-label={t('suggestions.label')}
        className={cn(
          'flex flex-col transition-opacity duration-120',
          !shown && 'pointer-events-none invisible opacity-0',
        )}
      >
        {SUGGESTIONS.map((key) => (
          <li key={key} className="border-b border-line last:border-b-0">
            <button
              type="button"
              onClick={() => onPick(t(key))}
              className={cn(
                'min-h-10 w-full rounded-control px-3 py-2 text-start text-ui text-ink-2 hover:bg-sunken',
                'hover:text-ink touch:min-h-11',
              )}
            >
              {t(key)}
            </button>
          </li>
        ))}
      </ul>
      {children}
    </div>
  );
}
