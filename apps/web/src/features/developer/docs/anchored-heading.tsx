import { Link } from '@tanstack/react-router';
import { Hash } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { cn } from '@/lib/cn';

/** A heading that can be linked to. */
export function AnchoredHeading({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation('docs');
  return (
    <h2 id={id} className="group/heading flex scroll-mt-6 items-center gap-1 text-section font-semibold">
      {title}
      <Link
        to="."
        hash={id}
        aria-label={t('anchor', { title })}
        className={cn(
          'flex size-6 items-center justify-center rounded-control text-ink-3 opacity-0 hover:text-ink',
          'group-hover/heading:opacity-100 focus-visible:opacity-100 touch:opacity-100',
        )}
      >
        <Icon as={Hash} />
      </Link>
    </h2>
  );
}
