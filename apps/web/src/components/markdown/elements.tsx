import { type ComponentProps, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { lateComponent } from '@/lib/late-import';
import { TableBox } from './table-box';

type Md<Tag extends keyof React.JSX.IntrinsicElements> = ComponentProps<Tag> & { node?: unknown };

const SAFE_LINK = /^(https?:|mailto:|#|\/(?!\/))/i;

/** A link. Plain text while its address is incomplete or has a scheme that could run something. */
export function Link({ href, id, children }: Md<'a'>) {
  if (!href || !SAFE_LINK.test(href)) return <>{children}</>;
  if (href.startsWith('#')) {
    return (
      <a href={href} id={id} onClick={goToNote}>
        {children}
      </a>
    );
  }
  return (
    <a href={href} title={hostOf(href)} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

// Every answer numbers its notes from 1, so look for the note within the answer. The page's address stays unchanged.
function goToNote(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  const id = decodeURIComponent(event.currentTarget.hash.slice(1));
  const target = [...(event.currentTarget.closest('.prose')?.querySelectorAll<HTMLElement>('[id]') ?? [])].find(
    (element) => element.id === id,
  );
  target?.scrollIntoView({ block: 'nearest' });
  target?.setAttribute('tabindex', '-1');
  target?.focus({ preventScroll: true });
}

/** Replaces an image. Images are never fetched, because the address could leak parts of the conversation. */
export function BlockedImage({ src, alt }: Md<'img'>) {
  const { t } = useTranslation('markdown');
  const host = typeof src === 'string' ? hostOf(src) : undefined;
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-baseline gap-1.5 rounded-control border border-dashed',
        'border-line-strong px-2 text-ui text-ink-3',
      )}
    >
      {host ? t('imageFrom', { host }) : t('imageBlocked')}
      {alt ? <span className="truncate">({alt})</span> : null}
    </span>
  );
}

/** Headings of an answer start below the page's own levels; their look follows what the model wrote. */
export function Heading({
  as: Tag,
  styledAs,
  dir,
  children,
}: {
  as: 'h3' | 'h4' | 'h5' | 'h6';
  styledAs?: 'h1' | 'h2';
  dir?: string;
  children?: ReactNode;
}) {
  const size = styledAs === 'h1' ? 'text-[1.25rem] leading-7' : styledAs === 'h2' ? 'text-section' : undefined;
  return (
    <Tag className={size} dir={dir}>
      {children}
    </Tag>
  );
}

export const Strong = ({ children }: Md<'strong'>) => <strong>{children}</strong>;

/** A task's checkbox. Read-only: it shows what the model wrote. */
export function TaskBox({ checked }: Md<'input'>) {
  const { t } = useTranslation('markdown');
  return (
    <input
      type="checkbox"
      checked={checked === true}
      disabled
      readOnly
      aria-label={t(checked ? 'task.done' : 'task.open')}
    />
  );
}

function hostOf(href: string): string | undefined {
  try {
    return new URL(href).host || undefined;
  } catch {
    return undefined;
  }
}

const LateTable = lateComponent(() => import('./table-frame').then((module) => module.SortableTable));

/** A table. Until what sorts and copies it has loaded, its box is empty above. */
export function Table({ children }: Md<'table'>) {
  return (
    <LateTable fallback={<TableBox actions={undefined} table={<table className="min-w-full">{children}</table>} />}>
      {children}
    </LateTable>
  );
}
