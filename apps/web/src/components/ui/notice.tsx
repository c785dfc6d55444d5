import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { errorCopy, type ErrorCopy } from '@/lib/error-copy';
import { useCopy } from '@/lib/use-copy';
import { Button } from './button';

/** An inline error: what happened, what to do, and the request id to quote when asking for help. */
export function ErrorNotice({
  error,
  copy,
  detail,
  onRetry,
  children,
  className,
}: {
  error: unknown;
  /** What is said instead of the error's own text. */
  copy?: ErrorCopy;
  /** A further line, for those who can do something about it. */
  detail?: ReactNode;
  onRetry?: () => void;
  children?: ReactNode;
  className?: string;
}) {
  const { t } = useTranslation();
  const { text, original, id } = copy ?? errorCopy(error, t);
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-start gap-2 rounded-panel border border-danger px-4 py-3 text-ui', className)}
    >
      <p className="max-w-prose break-words">{text}</p>
      {detail && <p className="max-w-prose text-console break-words text-ink-2">{detail}</p>}
      {original && (
        <p lang="en" dir="ltr" className="max-w-prose text-meta break-words text-ink-3">
          {original}
        </p>
      )}
      {(onRetry || children || id) && (
        <div className="flex flex-wrap items-center gap-2">
          {onRetry && (
            <Button size="sm" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {children}
          {id && <ErrorId id={id} />}
        </div>
      )}
    </div>
  );
}

/** The id of a failed request, with a copy button. */
export function ErrorId({ id }: { id: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      onClick={() => void copy(id)}
      aria-label={t('error.copyId')}
      className="text-start font-mono text-meta break-all text-ink-3 hover:text-ink"
    >
      {copied ? t('copied') : t('error.id', { id })}
    </button>
  );
}

/** A neutral notice. */
export function Hint({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={cn('rounded-panel border border-line bg-surface px-4 py-3 text-ui text-ink-2', className)}>
      {children}
    </div>
  );
}
