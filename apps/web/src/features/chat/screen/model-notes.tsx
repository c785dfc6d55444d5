import { type Model } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { Hint } from '@/components/ui/notice';
import { cn } from '@/lib/cn';
import { hasRole, useUser } from '@/lib/session';

const PULL = 'ollama pull gemma2:2b';

/** Says that the built-in model is a demonstration, and how to get a real one. */
export function DemoModelNote() {
  const { t } = useTranslation('chat');
  return (
    <Hint className="flex flex-col gap-2">
      <p>
        <strong className="font-semibold text-ink">{t('demo.title')}</strong> {t('demo.text')}
      </p>
      <p
        className={cn(
          'flex items-center justify-between gap-2 rounded-control bg-sunken ps-3 font-mono',
          'text-console text-ink',
        )}
      >
        <code>{PULL}</code>
        <CopyButton text={PULL} />
      </p>
      <p>{t('demo.after')}</p>
    </Hint>
  );
}

/** There is no model: tells an administrator where to get one, and everybody else whom to ask. */
export function NoModelsNote() {
  const { t } = useTranslation('chat');
  const admin = hasRole(useUser(), 'admin');
  return (
    <Hint>
      <strong className="font-semibold text-ink">{t('noModels.title')}</strong>{' '}
      {t(admin ? 'noModels.admin' : 'noModels.user')}{' '}
      {admin && (
        <Link to="/admin/models" className="text-accent-ink underline underline-offset-3">
          {t('noModels.link')}
        </Link>
      )}
    </Hint>
  );
}

/** The note about the chosen model, if any. */
export function ModelNote({ model, none }: { model: Model | undefined; none: boolean }) {
  if (none) return <NoModelsNote />;
  return model?.provider === 'embedded' ? <DemoModelNote /> : null;
}
