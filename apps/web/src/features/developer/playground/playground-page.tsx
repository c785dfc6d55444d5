import { Code, History } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';
import { useDocumentTitle } from '@/lib/use-document-title';
import { useMedia, useNarrow } from '@/lib/use-media';
import { useModels } from '@/lib/use-model';
import { Segments } from '../parts/segments';
import { loadRuns } from './past';
import { PastList } from './past-list';
import { hasQuestion, parseBody } from './request';
import { RequestPane } from './request-pane';
import { ResponsePane } from './response-pane';
import { startRun } from './run';
import { RunBar } from './run-bar';
import { changeBody, usePlayground } from './store';

const CodeSheet = lazy(() => import('./code-sheet'));
const PastSheet = lazy(() => import('./past-sheet'));

const PANE = 'min-h-0 overflow-y-auto px-4 py-4 md:px-6';

type Side = 'request' | 'response';

/** Tries requests: the request on the left, the response on the right. */
export function PlaygroundPage() {
  const { t } = useTranslation('playground');
  useDocumentTitle(t('title'));
  const narrow = useNarrow();
  const roomy = useMedia('(min-width: 1536px)');
  const [side, setSide] = useState<Side>('request');
  const [sheet, setSheet] = useState<'code' | 'past'>();
  useEffect(loadRuns, []);
  useDefaultModel();
  const run = () => {
    setSide('response');
    void startRun(usePlayground.getState().body);
  };
  useRunKey(run);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PlaygroundHeader
        side={narrow ? side : undefined}
        onSide={setSide}
        onCode={() => setSheet('code')}
        onPast={roomy ? undefined : () => setSheet('past')}
      />
      <div
        className={cn(
          'grid min-h-0 flex-1 divide-x divide-line rtl:divide-x-reverse',
          'md:grid-cols-2 2xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_17rem]',
        )}
      >
        {(!narrow || side === 'request') && (
          <div className="flex min-h-0 min-w-0 flex-col">
            <div className={`${PANE} flex-1`}>
              <RequestPane />
            </div>
            <div className="pad-safe-bottom shrink-0 border-t border-line px-4 pt-3 md:px-6">
              <RunBar onRun={run} />
            </div>
          </div>
        )}
        {(!narrow || side === 'response') && (
          <div className="flex min-h-0 min-w-0 flex-col">
            <div className={`${PANE} flex-1`}>
              <ResponsePane />
            </div>
            {narrow && (
              <div className="pad-safe-bottom shrink-0 border-t border-line px-4 pt-3">
                <RunBar onRun={run} />
              </div>
            )}
          </div>
        )}
        {roomy && (
          <div className={`${PANE} min-w-0`}>
            <PastList />
          </div>
        )}
      </div>
      <Suspense>
        {sheet === 'code' && <CodeSheet onClose={() => setSheet(undefined)} />}
        {sheet === 'past' && <PastSheet onClose={() => setSheet(undefined)} />}
      </Suspense>
    </div>
  );
}

interface PlaygroundHeaderProps {
  /** The visible pane, where there is room for only one. */
  side: Side | undefined;
  onSide: (side: Side) => void;
  onCode: () => void;
  /** Undefined where the past runs are always visible. */
  onPast: (() => void) | undefined;
}

function PlaygroundHeader({ side, onSide, onCode, onPast }: PlaygroundHeaderProps) {
  const { t } = useTranslation('playground');
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2 md:px-6">
      <h1 className="me-auto text-page font-semibold">{t('title')}</h1>
      {onPast && (
        <Button size="sm" onClick={onPast}>
          <Icon as={History} />
          {t('past.title')}
        </Button>
      )}
      <Button size="sm" onClick={onCode}>
        <Icon as={Code} />
        {t('getCode')}
      </Button>
      {side && (
        <Segments
          label={t('side')}
          value={side}
          options={[
            { value: 'request', label: t('request') },
            { value: 'response', label: t('response') },
          ]}
          onChange={onSide}
        />
      )}
    </header>
  );
}

/**
 * When the page opens, a request without a model gets the current one. If the person removes it later, it stays
 * removed.
 */
function useDefaultModel(): void {
  const { model } = useModels();
  const name = model?.name;
  const given = useRef(false);
  useEffect(() => {
    if (given.current || !name) return;
    given.current = true;
    // The model comes first, as in all documentation.
    changeBody((body) => (body['model'] === undefined ? { model: name, ...body } : body));
  }, [name]);
}

/** Ctrl+Enter (⌘+Enter) runs the request, wherever the focus is. */
function useRunKey(run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const { text, body } = usePlayground.getState();
      if ('problem' in parseBody(text) || !body['model'] || !hasQuestion(body)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
