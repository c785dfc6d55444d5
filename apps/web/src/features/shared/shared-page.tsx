import { ApiError, type SharedDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { SharedTranscript } from '@/components/share/shared-transcript';
import { Button, buttonClass } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Wordmark } from '@/components/ui/wordmark';
import { cn } from '@/lib/cn';
import { formatDay } from '@/lib/dates';
import { firstPage, useUser } from '@/lib/session';
import { errorCopy } from '@/lib/error-copy';
import { useDocumentTitle } from '@/lib/use-document-title';
import { sharedQuery, useContinueShared } from './api';

/** A chat that somebody shares, to read; also without an account. */
export function SharedPage() {
  const { t } = useTranslation('shares');
  const { token } = useParams({ from: '/shared/$token' });
  const query = useQuery(sharedQuery(token));
  const user = useUser();
  const navigate = useNavigate();
  const first = firstPage();
  useEffect(() => {
    if (first) void navigate({ to: first, search: { redirect: window.location.pathname } });
  }, [first, navigate]);
  const { error } = query;
  if (query.isSuccess)
    return (
      <Frame title={query.data.title || t('untitled')} action={<Continue token={token} />}>
        <SharedChat shared={query.data} />
      </Frame>
    );
  if (query.isPending)
    return (
      <Frame title={undefined}>
        <Skeleton rows={6} className="h-8" />
      </Frame>
    );
  if (error instanceof ApiError && error.code === 'share.gone') {
    const state = error.problem.share_state as 'expired' | 'revoked' | 'no-group' | undefined;
    return (
      <Frame title={t('page.goneTitle')}>
        <p className="text-ui text-ink-2">{state ? t(`state.${state}`) : t('page.gone')}</p>
      </Frame>
    );
  }
  // A guest who has tried too many links may read this one all the same, signed in.
  const isNobody = error instanceof ApiError && error.code === 'share.not-found';
  if (isNobody || (!user && error instanceof ApiError && error.code === 'request.rate-limited'))
    return (
      <Frame title={t('page.nobodyTitle')}>
        <p className="text-ui text-ink-2">{t(user ? 'page.nobody' : 'page.nobodyGuest')}</p>
        {!user && <SignIn label={t('page.signInToRead')} />}
      </Frame>
    );
  return (
    <Frame title={t('page.nobodyTitle')}>
      <ErrorNotice error={error} onRetry={() => void query.refetch()} />
    </Frame>
  );
}

interface FrameProps {
  title: string | undefined;
  action?: ReactNode;
  children: ReactNode;
}

/** Paper is light: a dark page would print light letters on it. */
function useLightPrint(): void {
  useEffect(() => {
    const { classList } = document.documentElement;
    let wasDark = false;
    const before = () => {
      wasDark = classList.contains('dark');
      classList.remove('dark');
    };
    const after = () => void (wasDark && classList.add('dark'));
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
}

function Frame({ title, action, children }: FrameProps) {
  useDocumentTitle(title);
  useLightPrint();
  return (
    <div className="flex min-h-dvh flex-col">
      <header
        className={cn(
          'sticky top-0 z-10 flex h-12 shrink-0 items-center justify-between gap-3 border-b border-line bg-canvas',
          'px-4 touch:h-14 print:static print:border-0',
        )}
      >
        <Link to="/" className="rounded-control">
          <Wordmark />
        </Link>
        <div className="flex min-w-0 items-center gap-2 print:hidden">{action}</div>
      </header>
      <main id="main" className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 py-8 print:max-w-none print:py-0">
        {title !== undefined && (
          <h1 dir="auto" className="text-page font-semibold break-words">
            {title}
          </h1>
        )}
        {children}
      </main>
    </div>
  );
}

function SharedChat({ shared }: { shared: SharedDto }) {
  const { t } = useTranslation('shares');
  const { author, created_at, expires_at, system_prompt, messages, is_own } = shared;
  const day = formatDay(created_at);
  return (
    <>
      <div className="-mt-4 flex flex-col gap-1 border-b border-line pb-4 text-meta text-ink-3">
        <p className="flex flex-wrap gap-x-3">
          <span>{author ? t('page.by', { name: author, day }) : t('page.on', { day })}</span>
          {expires_at && <span>{t('until', { day: formatDay(expires_at) })}</span>}
        </p>
        <p>{t('page.copy')}</p>
        {is_own && <p className="text-ink-2 print:hidden">{t('page.own')}</p>}
      </div>
      <SharedTranscript system={system_prompt} messages={messages} />
    </>
  );
}

function Continue({ token }: { token: string }) {
  const { t } = useTranslation('shares');
  const { t: common } = useTranslation('common');
  const navigate = useNavigate();
  const user = useUser();
  const proceed = useContinueShared(token);
  if (!user) return <SignIn label={t('page.signIn')} />;
  return (
    <>
      {proceed.isError && (
        <p role="alert" title={errorCopy(proceed.error, common).text} className="truncate text-meta text-danger">
          {errorCopy(proceed.error, common).text}
        </p>
      )}
      <Button
        size="sm"
        variant="primary"
        busy={proceed.isPending}
        onClick={() =>
          proceed.mutate(undefined, {
            onSuccess: ({ id }) => void navigate({ to: '/c/$threadId', params: { threadId: id } }),
          })
        }
      >
        {t('page.continue')}
      </Button>
    </>
  );
}

function SignIn({ label }: { label: string }) {
  return (
    <Link
      to="/login"
      search={{ redirect: window.location.pathname }}
      className={buttonClass('outline', 'sm', 'self-start')}
    >
      {label}
    </Link>
  );
}
