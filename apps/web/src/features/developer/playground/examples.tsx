import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { type RequestBody, withFormat } from './request';
import { changeBody } from './store';

const STREAMED: RequestBody = { stream: true, stream_options: { include_usage: true } };
const EXAMPLES = {
  plain: { messages: [{ role: 'user', content: 'Why is the sky blue? Answer in two sentences.' }], ...STREAMED },
  schema: withFormat(
    { messages: [{ role: 'user', content: 'Name a mountain and its height in metres.' }], temperature: 0 },
    'json_schema',
    {
      type: 'object',
      properties: { name: { type: 'string' }, height_m: { type: 'number' } },
      required: ['name', 'height_m'],
      additionalProperties: false,
    },
  ),
  shots: {
    messages: [
      { role: 'system', content: 'Say whether a review is good or bad. One word.' },
      { role: 'user', content: 'It broke on the first day.' },
      { role: 'assistant', content: 'bad' },
      { role: 'user', content: 'I would buy it again.' },
    ],
    temperature: 0,
    ...STREAMED,
  },
} satisfies Record<string, RequestBody>;

/** Example requests, shown while there is no answer yet. */
export function Examples() {
  const { t } = useTranslation('playground');
  const take = (example: RequestBody) =>
    changeBody(({ model }) => ({ ...(model !== undefined && { model }), ...example }));
  return (
    <div className="flex flex-col items-start gap-3 py-2">
      <p className="max-w-prose text-ink-2">{t('empty')}</p>
      <div className="flex flex-wrap gap-2">
        {(Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[]).map((name) => (
          <Button key={name} size="pill" onClick={() => take(EXAMPLES[name])}>
            {t(`examples.${name}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
