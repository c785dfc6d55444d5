import { type CheckDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Status } from '@/components/ui/status';

export type Check = Pick<CheckDto, 'title' | 'state' | 'detail' | 'fix'>;

const TONES = { ok: 'ok', note: 'info', warn: 'warn', fail: 'danger' } as const;

/** The result of one check, and how to fix a problem. */
export function CheckRow({ check: { title, state, detail, fix } }: { check: Check }) {
  const { t } = useTranslation('doctor');
  return (
    <li className="grid gap-x-6 gap-y-1 py-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <Status tone={TONES[state]} className="self-start">
        {t(`state.${state}`)}
      </Status>
      {/* The server's sentences are English. */}
      <div lang="en" dir="ltr" className="flex min-w-0 flex-col gap-0.5">
        <h3 className="text-ui font-medium break-words">{title}</h3>
        <p className="break-words text-ink-2">{detail}</p>
        {fix && state !== 'ok' && <p className="break-words">{fix}</p>}
      </div>
    </li>
  );
}
