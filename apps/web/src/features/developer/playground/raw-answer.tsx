import { useTranslation } from 'react-i18next';
import { CodeBox } from '../parts/code-box';
import { wholeOf } from './answer';
import { type RunState } from './run';

/** The reply as JSON: what came, or what the events add up to. */
export function RawAnswer({ run }: { run: RunState }) {
  const { t } = useTranslation('playground');
  if (!run.streamed && run.raw === '') return <p className="text-ink-3">{t('noRaw')}</p>;
  const code = run.streamed ? JSON.stringify(wholeOf(run.answer), null, 2) : pretty(run.raw);
  return <CodeBox label={run.streamed ? t('together') : t('tabs.raw')} code={code} />;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
