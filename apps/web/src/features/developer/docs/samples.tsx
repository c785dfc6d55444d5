import { useTranslation } from 'react-i18next';
import { CodeBox } from '../parts/code-box';
import { useLanguage } from '../parts/language';
import { LanguageSwitch } from '../parts/language-switch';
import { type SampleId } from './sections';
import { type SnippetLanguage, type SnippetPackage, type SnippetPlace, snippets } from './snippets';

const INSTALL: Record<SnippetPackage, Partial<Record<SnippetLanguage, string>>> = {
  openai: { python: 'pip install openai', javascript: 'npm install openai' },
  anthropic: { python: 'pip install anthropic', javascript: 'npm install @anthropic-ai/sdk' },
  ollama: { python: 'pip install ollama', javascript: 'npm install ollama' },
};

/** A section's examples in the chosen language. */
export function Samples({ ids, place }: { ids: readonly SampleId[]; place: SnippetPlace }) {
  const { t } = useTranslation('docs');
  const { language } = useLanguage();
  const all = snippets(place);
  return (
    <div className="flex min-w-0 flex-col items-stretch gap-3">
      <div>
        <LanguageSwitch />
      </div>
      {ids.map((id) => {
        const snippet = all.find((one) => one.id === id && one.language === language);
        const install = snippet?.needs && INSTALL[snippet.needs][language];
        return (
          snippet && (
            <div key={id} className="flex min-w-0 flex-col gap-1.5">
              <CodeBox label={t(`sample.${id}`)} code={snippet.code} />
              {install && <p className="text-meta text-ink-3">{t('needs', { command: install })}</p>}
            </div>
          )
        );
      })}
    </div>
  );
}
