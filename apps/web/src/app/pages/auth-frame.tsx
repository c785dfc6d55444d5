import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { Wordmark } from '@/components/ui/wordmark';
import { cn } from '@/lib/cn';
import { useDocumentTitle } from '@/lib/use-document-title';
import { PageLanguage } from './page-language';

interface AuthFrameProps {
  title: string;
  children: ReactNode;
  footer: ReactNode;
  /** For a text to read. */
  wide?: boolean;
}

/** One narrow column at the optical centre, without a card. */
export function AuthFrame({ title, children, footer, wide }: AuthFrameProps) {
  useDocumentTitle(title);
  return (
    <main className="relative flex min-h-dvh flex-col items-center px-4">
      <PageLanguage className="absolute end-4 top-4" />
      <div className="flex-[38]" />
      <div className={cn('flex w-full flex-col gap-6 py-12', wide ? 'max-w-2xl' : 'max-w-[360px]')}>
        <Link to="/" className="w-fit rounded-control">
          <Wordmark />
        </Link>
        <h1 className="text-display font-semibold">{title}</h1>
        {children}
        <p className="text-ui text-ink-2">{footer}</p>
      </div>
      <div className="flex-[62]" />
    </main>
  );
}
