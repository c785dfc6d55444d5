import { type ReactNode } from 'react';
import { cn } from '@/lib/cn';
import { useDocumentTitle } from '@/lib/use-document-title';

interface PageProps {
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** On a phone they do not fit beside the title, and follow the sentence. */
  actionsFollow?: boolean;
  children: ReactNode;
  /** Admin and developer pages use the full width; forms and text do not. */
  width?: 'console' | 'prose';
  /** Nothing on it takes the focus, so that the page itself has to: else the keyboard could not scroll it. */
  isText?: boolean;
}

/** The frame of every page outside the chat: title, actions, content. */
export function Page({ title, lead, actions, actionsFollow, children, width = 'console', isText }: PageProps) {
  useDocumentTitle(title);
  return (
    <div className="flex-1 overflow-y-auto" tabIndex={isText ? 0 : undefined}>
      <div
        className={cn(
          'flex flex-col gap-6 px-4 pt-4 pb-16 md:px-6 md:pt-6',
          width === 'console' ? 'max-w-[1440px]' : 'max-w-2xl',
        )}
      >
        <header className="flex flex-wrap items-start gap-x-3 gap-y-1">
          <h1 className="me-auto text-page font-semibold">{title}</h1>
          {lead && (
            <div className="order-last basis-full text-ui text-ink-2">
              <p className="max-w-prose">{lead}</p>
            </div>
          )}
          {actions && (
            <div className={cn('flex flex-wrap items-center gap-2', actionsFollow && 'max-md:order-last max-md:mt-2')}>
              {actions}
            </div>
          )}
        </header>
        {children}
      </div>
    </div>
  );
}

/** A section of a page with a title. */
export function Section({ title, children, lead }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-6">
      <div className="flex flex-col gap-1">
        <h2 className="text-section font-semibold">{title}</h2>
        {lead && <p className="text-ui text-ink-2">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
