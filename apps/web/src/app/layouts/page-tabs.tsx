import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { cn } from '@/lib/cn';

interface PageTabsProps {
  label: string;
  pages: readonly { to: LinkProps['to']; label: string }[];
}

/** Tabs for the pages of a console. On a narrow screen the row scrolls sideways. */
export function PageTabs({ label, pages }: PageTabsProps) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the tab of the current page may be outside the visible part of the row.
  useEffect(
    () => nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' }),
    [pathname],
  );
  return (
    <nav ref={nav} aria-label={label} className="flex h-full min-w-0 gap-1 overflow-x-auto">
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          activeOptions={{ includeSearch: false }}
          className={cn(
            'relative flex h-full items-center px-2.5 text-ui whitespace-nowrap text-ink-2',
            '-outline-offset-2 hover:text-ink aria-[current=page]:font-medium',
            'aria-[current=page]:text-ink aria-[current=page]:after:absolute',
            'aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:bottom-0',
            'aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent',
          )}
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
