import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { CodeBox } from '../../parts/code-box';
import { Line } from '../prose';
import { FieldTable } from './field-table';
import { type Access, type Operation } from './operations';

/** One route: a line that expands to its description. */
export function OperationEntry({ operation }: { operation: Operation }) {
  const { t } = useTranslation('docs');
  const entry = useRef<HTMLDetailsElement>(null);
  const { id, method, path, summary, description, parameters, body, example } = operation;
  const isTarget = useLocation({ select: ({ hash }) => hash === id });
  useEffect(() => {
    // The page renders before the list, so a link to a route finds its target only now.
    if (!isTarget || !entry.current) return;
    entry.current.open = true;
    entry.current.scrollIntoView({ block: 'start' });
  }, [isTarget]);
  return (
    <details ref={entry} id={id} className="group/entry scroll-mt-4 border-t border-line last:border-b">
      <summary
        className={cn(
          'flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 px-1 py-1.5',
          'text-console hover:bg-sunken',
        )}
      >
        <span className="w-14 shrink-0 font-mono text-meta font-medium text-ink-2">{method}</span>
        <code className="font-mono break-all" translate="no">
          {path}
        </code>
        <span className="text-ink-3">{summary}</span>
      </summary>
      <div className="flex min-w-0 flex-col gap-4 pt-1 pb-6 sm:ps-18">
        {description && (
          <p className="max-w-prose text-ink-2">
            <Line text={description} />
          </p>
        )}
        <p className="text-console text-ink-2">
          <AccessText access={operation.access} />
        </p>
        {parameters.length > 0 && <FieldTable label={t('reference.parameters')} fields={parameters} />}
        {body.length > 0 && <FieldTable label={t('reference.body')} fields={body} />}
        {example !== undefined && body.length === 0 && (
          <CodeBox label={t('reference.example')} code={JSON.stringify(example, null, 2)} />
        )}
      </div>
    </details>
  );
}

function AccessText({ access }: { access: Access }) {
  const { t } = useTranslation('docs');
  if ('public' in access) return t('reference.anyone');
  return access.scope
    ? t('reference.withKey', { role: access.role, scope: access.scope })
    : t('reference.signedIn', { role: access.role });
}
