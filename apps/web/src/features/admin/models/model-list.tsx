import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { type ModelLine } from './lines';
import { EnableSwitch } from './enable-switch';
import { Facts, ModelState, Reserved, Since } from './model-facts';

/** The models on a narrow screen. */
export function ModelList({ lines, onOpen }: { lines: ModelLine[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('pulls');
  return (
    <ul aria-label={t('installed')} className="divide-y divide-line border-y border-line text-console">
      {lines.map((line) => (
        <li key={line.model.id} className="flex items-center gap-3">
          <button
            type="button"
            data-row
            aria-label={t('open', { name: line.model.display_name })}
            onClick={() => onOpen(line.model.id)}
            className="flex min-h-14 min-w-0 flex-1 flex-col gap-0.5 py-2 text-start"
          >
            <span
              className={cn(
                'flex flex-wrap items-center gap-x-2 font-medium wrap-anywhere',
                !line.available && 'text-ink-3',
              )}
            >
              {line.model.display_name}
              {line.model.is_default && <span className="text-meta font-normal text-ink-3">{t('isDefault')}</span>}
              <Reserved model={line.model} />
            </span>
            <span className="flex flex-wrap items-center gap-x-2 text-meta text-ink-2">
              <ModelState line={line} />
              {line.away && <Since line={line} />}
              <Facts line={line} only="size" />
            </span>
          </button>
          <EnableSwitch model={line.model} />
        </li>
      ))}
    </ul>
  );
}
