import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Wordmark } from '@/components/ui/wordmark';
import { useMakeDefault } from '@/features/admin/models/api';
import { ConnectModel } from '@/features/admin/models/connect-model';
import { usePulls } from '@/features/admin/models/use-pulls';
import { PasswordForm } from '@/features/settings/password-form';
import { cn } from '@/lib/cn';
import { modelsQuery } from '@/lib/queries';
import { mayKeepPassword, useUser } from '@/lib/session';
import { useDocumentTitle } from '@/lib/use-document-title';
import { isUseful, setModel, useModels } from '@/lib/use-model';
import { leaveWelcome } from './page-between';

const LOOK_EVERY_MS = 3_000;

type StepName = 'password' | 'model' | 'hello';

/** The models that can answer in earnest by now, and what ends the first minutes. */
function useFirstModels() {
  const models = useQuery({ ...modelsQuery, refetchInterval: LOOK_EVERY_MS });
  const useful = (models.data ?? []).filter(isUseful);
  const pulls = usePulls().data ?? [];
  const { model: current } = useModels();
  const makeDefault = useMakeDefault();
  const called = (name: string) => useful.find((one) => one.name === name || one.name === `${name}:latest`);
  /** The model that the chat opens with: the one that was pulled last, else the person's, else the default. */
  const first =
    pulls.map(({ name }) => called(name)).find(Boolean) ??
    (current && called(current.name)) ??
    useful.find(({ is_default }) => is_default) ??
    useful[0];
  /** The documented default may be a model that nobody has: then this one takes its place. */
  const settle = async () => {
    leaveWelcome();
    if (first) setModel(first.name, undefined);
    const hasDefault = useful.some(({ is_default }) => is_default);
    if (first && !hasDefault) await makeDefault.mutateAsync(first.id).catch(() => undefined);
  };
  return { first, others: useful.length - 1, settle, settling: makeDefault.isPending };
}

/** The first minutes of a fresh portal: a password, a model, a first question. */
export function WelcomePage() {
  const { t } = useTranslation('welcome');
  const { redirect } = useSearch({ from: '/welcome' });
  const navigate = useNavigate();
  const router = useRouter();
  const user = useUser();
  const { first, others, settle, settling } = useFirstModels();
  const [putOff, setPutOff] = useState(false);
  const [chosen, setChosen] = useState<StepName>();
  useDocumentTitle(t('title'));

  const asked = user?.must_change_password === true;
  const locked = asked && !mayKeepPassword();
  const next: StepName = asked && !putOff ? 'password' : !first ? 'model' : 'hello';
  const open = locked ? 'password' : (chosen ?? next);
  const step = (name: StepName) => ({ open: open === name, onOpen: locked ? undefined : () => setChosen(name) });
  const leave = async () => {
    await settle();
    if (redirect) router.history.push(redirect);
    else void navigate({ to: '/chat' });
  };

  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[592px] flex-col gap-8 px-4 py-10 md:py-16">
      <Link to="/" className="w-fit rounded-control">
        <Wordmark />
      </Link>
      <div className="flex flex-col gap-2">
        <h1 className="text-display font-semibold">{t('title')}</h1>
        <p className="text-ui text-ink-2">{t('lead')}</p>
      </div>
      <ol className="border-b border-line">
        <Step
          {...step('password')}
          title={asked ? t('password.title') : t('password.done')}
          state={!asked ? 'done' : putOff ? 'putOff' : undefined}
          number={1}
        >
          {asked && (
            <ChoosePassword
              onChanged={() => setChosen(undefined)}
              onLater={() => {
                setPutOff(true);
                setChosen(undefined);
              }}
            />
          )}
        </Step>
        <Step
          {...step('model')}
          title={
            first
              ? t(others === 0 ? 'model.ready' : 'model.readyMore', { name: first.display_name, others })
              : t('model.title')
          }
          state={first ? 'done' : undefined}
          number={2}
        >
          <ConnectModel />
        </Step>
        <Step {...step('hello')} title={t('hello.title')} number={3}>
          <Hello settle={settle} />
        </Step>
      </ol>
      {!locked && (
        <Button variant="quiet" className="-ms-3.5 self-start" busy={settling} onClick={() => void leave()}>
          {t('leave')}
        </Button>
      )}
    </main>
  );
}

/** Asks for a password. On a machine that only its own people reach it may wait. */
function ChoosePassword({ onChanged, onLater }: { onChanged: () => void; onLater: () => void }) {
  const { t } = useTranslation('welcome');
  return (
    <>
      <p className="text-ink-2">{t('password.text')}</p>
      <PasswordForm focus onChanged={onChanged} />
      {mayKeepPassword() && (
        <p className="flex flex-wrap items-center gap-x-3 text-ink-2">
          <Button variant="quiet" className="-ms-3.5" onClick={onLater}>
            {t('password.later')}
          </Button>
          {t('password.here')}
        </p>
      )}
    </>
  );
}

interface StepProps {
  number: number;
  title: string;
  state?: 'done' | 'putOff';
  open: boolean;
  /** Missing while another step has to be done first. */
  onOpen: (() => void) | undefined;
  children: ReactNode;
}

/** A step: one line, which opens. */
function Step({ number, title, state, open, onOpen, children }: StepProps) {
  const { t } = useTranslation('welcome');
  return (
    <li aria-current={open ? 'step' : undefined} className="border-t border-line">
      <h2>
        <button
          type="button"
          aria-expanded={open}
          disabled={!onOpen && !open}
          onClick={onOpen}
          className="flex min-h-14 w-full items-center gap-3 rounded-control text-start text-section font-medium"
        >
          <span
            aria-hidden
            className={cn(
              'grid size-6 shrink-0 place-items-center rounded-full border font-mono text-meta',
              state === 'done' ? 'border-ok text-ok' : open ? 'border-accent text-accent-ink' : 'border-line-strong',
            )}
          >
            {state === 'done' ? <Icon as={Check} /> : number}
          </span>
          <span className={cn('min-w-0 flex-1 wrap-anywhere', state && !open && 'text-ink-2')}>{title}</span>
          {state && <span className="text-ui font-normal text-ink-3">{t(state)}</span>}
        </button>
      </h2>
      {/* Kept while closed: something may have been typed there. */}
      <div hidden={!open} className="flex flex-col gap-4 pt-1 pb-6 sm:ps-9 [&[hidden]]:hidden">
        {children}
      </div>
    </li>
  );
}

/** Opens the chat with a first question. */
function Hello({ settle }: { settle: () => Promise<void> }) {
  const { t } = useTranslation('welcome');
  const navigate = useNavigate();
  const [text, setText] = useState<string>(t('hello.example'));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    await settle();
    void navigate({ to: '/chat', search: { q: text } });
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <p className="text-ink-2">{t('hello.text')}</p>
      <TextField label={t('hello.label')} value={text} onChange={(event) => setText(event.target.value)} />
      <Button type="submit" variant="primary" className="self-start">
        {t('hello.submit')}
      </Button>
    </form>
  );
}
