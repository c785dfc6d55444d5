import { type ComponentProps, isValidElement, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '@/components/ui/copy-button';
import { cn } from '@/lib/cn';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { CodeText } from './code-text';
import { OPEN } from './element-changes';
import { useHighlight } from './use-highlight';

/** Code longer than this is collapsed once it is complete. */
const FOLD_LINES = 400;

const CodeTools = lateComponent(
  importWithTexts('preview', () => import('./code-tools').then((module) => module.CodeTools)),
);
const Preview = lateComponent(importWithTexts('preview', () => import('./preview').then((module) => module.Preview)));

/** A code block. Its box and buttons are there from the first line on, so that nothing moves while it grows. */
export function CodeBlock({ children, [OPEN]: mark }: ComponentProps<'pre'> & { [OPEN]?: string }) {
  const { t } = useTranslation('markdown');
  const [wrap, setWrap] = useState(false);
  const [whole, setWhole] = useState(false);
  const [drawn, setDrawn] = useState(false);
  const open = mark !== undefined;
  const { code, language } = readCode(children);
  const lines = useHighlight(code, language, open);
  const count = code.split('\n').length;
  const long = !open && count > FOLD_LINES;
  return (
    <figure dir="ltr" className="my-3 overflow-hidden rounded-panel border border-line bg-sunken">
      <figcaption
        className={cn(
          'flex h-9 items-center justify-between border-b border-line ps-3.5 pe-0.5 font-mono',
          'text-meta text-ink-3 touch:h-11',
        )}
      >
        <span translate="no">{language ?? t('code.plain')}</span>
        <span className="flex">
          <CodeTools {...{ code, language, open, wrap, drawn }} onWrap={setWrap} onDraw={setDrawn} fallback={null} />
          <CopyButton text={code} label={t('code.copy')} data-copy="code" />
        </span>
      </figcaption>
      {drawn ? (
        <Preview language={language!} code={code} fallback={<div className="h-89" />} />
      ) : (
        <pre
          tabIndex={0}
          aria-label={t('code.block', { language: language ?? t('code.plain') })}
          className={cn(
            'px-3.5 py-3 font-mono text-console -outline-offset-2',
            wrap ? 'break-words whitespace-pre-wrap' : 'overflow-x-auto',
          )}
        >
          <CodeText code={code} lines={lines} max={long && !whole ? FOLD_LINES : Infinity} />
        </pre>
      )}
      {long && !drawn && (
        <button
          type="button"
          aria-expanded={whole}
          className="h-9 w-full border-t border-line text-meta text-ink-2 -outline-offset-2 hover:text-ink touch:h-11"
          onClick={() => setWhole(!whole)}
        >
          {whole ? t('code.showLess') : t('code.showAll', { count })}
        </button>
      )}
    </figure>
  );
}

function readCode(children: ReactNode): { code: string; language: string | undefined } {
  const child = Array.isArray(children) ? (children[0] as ReactNode) : children;
  if (!isValidElement<{ children?: ReactNode; className?: string }>(child))
    return { code: textOf(children), language: undefined };
  const language = /language-(\S+)/.exec(child.props.className ?? '')?.[1];
  return { code: textOf(child.props.children).replace(/\n$/, ''), language };
}

const textOf = (node: ReactNode): string =>
  Array.isArray(node)
    ? node.map(textOf).join('')
    : typeof node === 'string' || typeof node === 'number'
      ? String(node)
      : '';
