import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { AnchoredHeading } from './anchored-heading';
import { Prose } from './prose';
import { type SnippetPlace } from './snippet';
import { programRows } from './use-with-rows';

/** The settings of programs that people have already. */
export function UseWith({ place }: { place: SnippetPlace }) {
  const { t } = useTranslation('docs');
  return (
    <section className="flex min-w-0 flex-col gap-4 border-t border-line py-8">
      <AnchoredHeading id="use-with" title={t('useWith.title')} />
      <Prose text={t('useWith.text')} />
      <Table label={t('useWith.title')}>
        <thead>
          <tr>
            <Th>{t('useWith.program')}</Th>
            <Th>{t('useWith.settings')}</Th>
          </tr>
        </thead>
        <tbody>
          {programRows(place).map(({ program, settings }) => (
            <Tr key={program} compact>
              <Td className="align-top whitespace-nowrap">{program}</Td>
              <Td className="font-mono text-ink-2" translate="no">
                {settings.map((line) => (
                  <div key={line}>{line}</div>
                ))}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
