import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { formatBytes } from '@/lib/format';
import { EnableSwitch } from './enable-switch';
import { type ModelLine } from './lines';
import { Facts, ModelState, Reserved, Since, sizeOf } from './model-facts';

/** The models as a table. A click opens a model's details. */
export function ModelTable({ lines, onOpen }: { lines: ModelLine[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('pulls');
  return (
    <Table label={t('installed')}>
      <thead>
        <tr>
          <Th className="w-full">{t('name')}</Th>
          <Th className="text-end">{t('size')}</Th>
          <Th>{t('state')}</Th>
          <Th>{t('enabled')}</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => {
          const { model, available } = line;
          const size = sizeOf(line);
          return (
            <Tr key={model.id}>
              <Td>
                <span className="flex min-w-32 flex-col py-1">
                  <span className="flex flex-wrap items-baseline gap-x-2">
                    <button
                      type="button"
                      data-row
                      aria-label={t('open', { name: model.display_name })}
                      onClick={() => onOpen(model.id)}
                      className={cn(
                        'min-h-6 text-start font-medium wrap-anywhere underline-offset-2 hover:underline',
                        !available && 'text-ink-3',
                      )}
                    >
                      {model.display_name}
                    </button>
                    {model.is_default && <span className="text-meta text-ink-3">{t('isDefault')}</span>}
                    <Reserved model={model} />
                  </span>
                  <Facts line={line} only="kind" />
                </span>
              </Td>
              <Td className={cn('tabular text-end font-mono whitespace-nowrap', !available && 'text-ink-3')}>
                {size === null ? '–' : formatBytes(size)}
              </Td>
              <Td>
                <span className="flex flex-col py-1 whitespace-nowrap">
                  <ModelState line={line} />
                  <Since line={line} />
                </span>
              </Td>
              <Td>
                <EnableSwitch model={model} />
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
