import { useTranslation } from 'react-i18next';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { useModels } from '@/lib/use-model';
import { TextArea } from '@/components/ui/text-area';
import { FormatField } from './format-field';
import { MessageList } from './message-list';
import { ParameterField } from './parameter-field';
import { type ParameterName, PARAMETERS, systemOf, withField, withStream, withSystem } from './request';
import { StopField } from './stop-field';
import { changeBody, usePlayground } from './store';

/** The request as a form. */
export function RequestForm() {
  const { t } = useTranslation('playground');
  const body = usePlayground((state) => state.body);
  const streaming = body['stream'] === true;
  return (
    <div className="flex flex-col gap-5">
      <ModelField name={typeof body['model'] === 'string' ? body['model'] : ''} />
      <SystemField text={systemOf(body)} />
      <MessageList body={body} />
      <section aria-label={t('parameters')} className="flex flex-col gap-3">
        <h3 className="text-ui font-medium">{t('parameters')}</h3>
        <div className="grid grid-cols-2 gap-x-3 gap-y-2 sm:grid-cols-3">
          {(Object.keys(PARAMETERS) as ParameterName[]).map((name) => (
            <ParameterField
              key={name}
              name={name}
              value={body[name]}
              onChange={(value) => changeBody((before) => withField(before, name, value))}
            />
          ))}
        </div>
        <StopField body={body} />
        <FormatField body={body} />
        <div className="flex items-center justify-between gap-2">
          <span className="text-console text-ink-2">{t('stream')}</span>
          <Switch
            label={t('stream')}
            checked={streaming}
            onChange={(on) => changeBody((before) => withStream(before, on))}
          />
        </div>
      </section>
    </div>
  );
}

function ModelField({ name }: { name: string }) {
  const { t } = useTranslation('playground');
  const { models } = useModels();
  const names = [...new Set([...models.map((model) => model.name), ...(name ? [name] : [])])];
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{t('model')}</span>
      <Select
        label={t('model')}
        value={name}
        options={[
          ...(name ? [] : [{ value: '', label: t('chooseModel') }]),
          ...names.map((value) => ({ value, label: value })),
        ]}
        onChange={(model) => changeBody((before) => withField(before, 'model', model || undefined))}
      />
    </div>
  );
}

function SystemField({ text }: { text: string }) {
  const { t } = useTranslation('playground');
  return (
    <TextArea
      label={t('system')}
      rows={2}
      value={text}
      placeholder={t('systemPlaceholder')}
      className="field-sizing-content max-h-60 min-h-14 resize-none px-2.5 py-1.5 text-ui"
      onChange={(event) => changeBody((before) => withSystem(before, event.target.value))}
    />
  );
}
