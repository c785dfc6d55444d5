import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { INPUT } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { FORMATS, type Format, formatOf, type RequestBody, schemaOf, withFormat } from './request';
import { changeBody } from './store';

/** Chooses the answer's format. */
export function FormatField({ body }: { body: RequestBody }) {
  const { t } = useTranslation('playground');
  const format = formatOf(body);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-2">
        <span className="text-console text-ink-2">{t('format')}</span>
        <Select
          label={t('format')}
          value={format}
          options={FORMATS.map((value) => ({ value, label: t(`formats.${value}`) }))}
          onChange={(next: Format) => changeBody((before) => withFormat(before, next))}
        />
      </div>
      {format === 'json_schema' && <SchemaField schema={schemaOf(body)} />}
    </div>
  );
}

function SchemaField({ schema }: { schema: unknown }) {
  const { t } = useTranslation('playground');
  const id = useId();
  const given = JSON.stringify(schema, null, 2) ?? '';
  const [typed, setTyped] = useState(given);
  const read = parse(typed);
  const [seen, setSeen] = useState(given);
  if (given !== seen) {
    setSeen(given);
    // Show a schema that was changed elsewhere; keep the typed text if it means the same schema.
    if (JSON.stringify(read) !== JSON.stringify(parse(given))) setTyped(given);
  }
  const change = (text: string) => {
    setTyped(text);
    const next = parse(text);
    if (next !== undefined) changeBody((before) => withFormat(before, 'json_schema', next));
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-console text-ink-2">
        {t('schema')}
      </label>
      <textarea
        id={id}
        dir="ltr"
        rows={6}
        spellCheck={false}
        value={typed}
        aria-invalid={read === undefined ? true : undefined}
        aria-describedby={read === undefined ? `${id}-note` : undefined}
        className={`${INPUT} field-sizing-content max-h-80 resize-none px-2.5 py-1.5 font-mono text-meta`}
        onChange={(event) => change(event.target.value)}
      />
      {read === undefined && (
        <p id={`${id}-note`} className="text-meta text-danger">
          {t('schemaWrong')}
        </p>
      )}
    </div>
  );
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
