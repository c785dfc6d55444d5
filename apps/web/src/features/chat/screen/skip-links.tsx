import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';

const LINK = cn(
  'sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-control',
  'focus:bg-surface focus:px-3 focus:py-2',
);

/** Links for keyboard users that skip the conversation: to its end, or to the composer. */
export function SkipLinks({ toLatest }: { toLatest: (() => void) | undefined }) {
  const { t } = useTranslation('chat');
  const goToLatest = () => {
    toLatest?.();
    const turns = document.querySelectorAll<HTMLElement>('[data-turn]');
    turns[turns.length - 1]?.focus();
  };
  return (
    <>
      {toLatest && (
        <button type="button" className={LINK} onClick={goToLatest}>
          {t('skipToLatest')}
        </button>
      )}
      <a
        href="#composer"
        className={LINK}
        onClick={(event) => {
          // Keep the page's address unchanged.
          event.preventDefault();
          document.getElementById('composer')?.focus();
        }}
      >
        {t('skipToComposer')}
      </a>
    </>
  );
}
