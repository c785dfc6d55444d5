import { type Model } from '@pocket-llm/api-client';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, buttonClass } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Hint } from '@/components/ui/notice';
import { cn } from '@/lib/cn';
import { hasRole, useUser } from '@/lib/session';
import { isReady, isUnpulled, unavailableReason, useModels } from '@/lib/use-model';
import { OtherModel } from '../transcript/other-model';

const PULL = 'ollama pull gemma2:2b';

/** Says that the built-in model is a demonstration, and how to get a real one. */
function DemoModelNote() {
  const { t } = useTranslation('chat-late');
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
function NoModelsNote() {
  const { t } = useTranslation('chat-late');
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

/** The model of the next question cannot answer: says why, and offers what helps. Nothing answers in its place. */
function UnavailableNote({ model, threadId }: { model: Model; threadId: string | undefined }) {
  const { t } = useTranslation('models');
  const { t: common } = useTranslation();
  const isAdmin = hasRole(useUser(), 'admin');
  const { query } = useModels();
  return (
    <Hint className="flex flex-col items-start gap-2">
      <p>
        <strong className="font-semibold text-ink">{t('isNotAvailable', { name: model.display_name })}</strong>{' '}
        {unavailableReason(model, t, isAdmin)}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={query.isFetching} onClick={() => void query.refetch()}>
          {common('retry')}
        </Button>
        <OtherModel threadId={threadId} failed={model.name} />
        {isAdmin && isUnpulled(model) && (
          <Link to="/admin/models" className={buttonClass('outline', 'sm')}>
            {t('pull')}
          </Link>
        )}
      </div>
    </Hint>
  );
}

/** What a person should know about the model of a new chat; see `hasModelNote`. */
export function ModelNote({ model, threadId }: { model: Model | undefined; threadId: string | undefined }) {
  if (!model) return <NoModelsNote />;
  return isReady(model) ? <DemoModelNote /> : <UnavailableNote model={model} threadId={threadId} />;
}
