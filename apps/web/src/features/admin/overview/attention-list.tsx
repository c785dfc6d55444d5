import { type AttentionDto } from '@pocket-llm/api-client';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Status } from '@/components/ui/status';
import { sentenceFor } from '@/lib/error-copy';
import { useUser } from '@/lib/session';

/** The server counts failed calls up to this number. */
const MOST_COUNTED = 1_000;

const TONES = { fail: 'danger', warn: 'warn' } as const;

/** What an administrator should do: one row, one link each. @param noModel whether nothing can answer in earnest */
export function AttentionList({ rows, noModel }: { rows: readonly AttentionDto[]; noModel: boolean }) {
  const { t } = useTranslation('overview');
  const user = useUser();
  if (rows.length === 0 && !noModel)
    return <p className="border-y border-line py-3 text-ui text-ink-2">{t('nothing')}</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {noModel && <AttentionRow severity="fail" title={t('row.noModel')} link={{ verb: 'connect', to: '/welcome' }} />}
      {rows.map((row) => (
        <AttentionRow
          key={`${row.kind} ${row.subject}`}
          severity={row.severity}
          title={titleOf(row, t)}
          // What the Doctor found is the server's own sentence.
          titleLang={row.kind === 'doctor' ? 'en' : undefined}
          detail={row.detail}
          inOurs={row.kind === 'failed-calls' ? sentenceFor(row.subject ?? '') : undefined}
          link={linkOf(row, user?.username)}
          changes={row.url}
        />
      ))}
    </ul>
  );
}

interface AttentionRowProps {
  severity: AttentionDto['severity'];
  title: string;
  titleLang?: 'en';
  /** The server's own sentence, in English. */
  detail?: string | null;
  /** The same in the language of the page, where it has one. */
  inOurs?: string;
  link?: LinkProps & { verb: Verb };
  /** A page outside of the portal that says what changed. */
  changes?: string;
}

function AttentionRow({ severity, title, titleLang, detail, inOurs, link, changes }: AttentionRowProps) {
  const { t } = useTranslation('overview');
  const { verb, ...to } = link ?? {};
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
      <Status tone={TONES[severity]} className="w-28 shrink-0 text-meta text-ink-2">
        {t(`severity.${severity}`)}
      </Status>
      <div className="min-w-0 flex-1 basis-72">
        <p lang={titleLang} className="text-ui font-medium break-words">
          {title}
        </p>
        {(inOurs ?? detail) && (
          <p lang={inOurs ? undefined : 'en'} className="text-console break-words text-ink-2">
            {inOurs ?? detail}
          </p>
        )}
      </div>
      {verb && (
        <Link {...to} className={buttonClass('outline', 'sm')}>
          {t(`verb.${verb}`)}
        </Link>
      )}
      {changes && (
        <a href={changes} target="_blank" rel="noreferrer" className={buttonClass('outline', 'sm')}>
          {t('verb.changes')}
        </a>
      )}
    </li>
  );
}

function titleOf({ kind, count, subject }: AttentionDto, t: TFunction<'overview'>): string {
  switch (kind) {
    case 'pending-people':
      return t('row.pending', { count });
    case 'failed-calls':
      return count < MOST_COUNTED ? t('row.failed', { count }) : t('row.failedMany', { count });
    case 'backend-down':
      return t('row.backend', { name: subject ?? '' });
    case 'default-password':
      return t('row.password');
    case 'disk':
      return t('row.disk');
    case 'doctor':
      return subject ?? '';
    case 'update':
      return t('row.update', { version: subject ?? '' });
  }
}

type Verb = 'connect' | 'review' | 'logs' | 'models' | 'password' | 'account' | 'doctor';

/** Where a row leads, and the words on its link. */
function linkOf({ kind, subject }: AttentionDto, me = ''): (LinkProps & { verb: Verb }) | undefined {
  switch (kind) {
    case 'pending-people':
      return { verb: 'review', to: '/admin/users', search: { state: 'pending' } };
    case 'failed-calls':
      return { verb: 'logs', to: '/admin/logs', search: { q: `error:${subject}`, range: '24h' } };
    case 'backend-down':
      return { verb: 'models', to: '/admin/models' };
    case 'default-password':
      return me === 'admin'
        ? { verb: 'password', to: '/settings/security', hash: 'password' }
        : { verb: 'account', to: '/admin/users', search: { q: 'admin' } };
    case 'disk':
    case 'doctor':
      return { verb: 'doctor', to: '/admin/doctor' };
    case 'update':
      return undefined;
  }
}
