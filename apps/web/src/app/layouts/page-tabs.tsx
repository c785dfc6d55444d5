import { Link, type LinkProps } from '@tanstack/react-router';

interface PageTabsProps {
  label: string;
  pages: readonly { to: LinkProps['to']; label: string }[];
}

/** The pages of a desk in one row; the row scrolls by itself. */
export function PageTabs({ label, pages }: PageTabsProps) {
  return (
    <nav aria-label={label} className="flex h-full min-w-0 gap-1 overflow-x-auto">
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          activeOptions={{ includeSearch: false }}
          className="relative flex h-full items-center px-2.5 text-ui whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2.5 aria-[current=page]:after:bottom-0 aria-[current=page]:after:h-0.5 aria-[current=page]:after:bg-accent"
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
