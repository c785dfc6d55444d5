import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The box of a table, which scrolls by itself. */
export function TableBox({ actions, table }: { actions: ReactNode; table: ReactNode }) {
  const { t } = useTranslation('markdown');
  return (
    <figure className="my-3 overflow-hidden rounded-panel border border-line">
      <figcaption className="flex h-9 items-center justify-end border-b border-line pe-0.5 touch:h-11">
        {actions}
      </figcaption>
      <div
        className="max-h-[70dvh] overflow-auto -outline-offset-2"
        tabIndex={0}
        role="group"
        aria-label={t('table.label')}
      >
        {table}
      </div>
    </figure>
  );
}
