import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Switch } from '@/components/ui/switch';
import { modelsQuery } from '@/lib/queries';
import { canChat } from '@/lib/use-model';
import { TextArea } from '@/components/ui/text-area';
import { presetsQuery, type Schedule, useSaveSchedule } from './api';
import { cronOf, ownZone, timingOf, type Timing } from './cron';
import { TimingFields } from './timing-fields';

const MOST_NAME = 80;
/** No model has this name and no preset this id: stands for none. */
const DEFAULT = '';

interface ScheduleDialogProps {
  /** Absent for a new one. */
  schedule: Schedule | undefined;
  onClose: () => void;
}

/** Creates or changes a scheduled prompt. */
export default function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  return (
    <Dialog open wide onOpenChange={onClose} title={t(schedule ? 'form.editTitle' : 'form.createTitle')}>
      <ScheduleForm schedule={schedule} onClose={onClose} />
    </Dialog>
  );
}

function ScheduleForm({ schedule, onClose }: ScheduleDialogProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const { t: common } = useTranslation();
  const save = useSaveSchedule(schedule?.id);
  const [name, setName] = useState(schedule?.name ?? '');
  const [prompt, setPrompt] = useState(schedule?.prompt ?? '');
  const [model, setModel] = useState(schedule?.model ?? DEFAULT);
  const [preset, setPreset] = useState(schedule?.preset_id ?? DEFAULT);
  const [continues, setContinues] = useState(schedule?.continues ?? false);
  const [timing, setTiming] = useState<Timing>(timingOf(schedule?.cron ?? '0 8 * * 1-5'));
  const [wanting, setWanting] = useState(false);
  const hintId = useId();
  const timezone = schedule?.timezone ?? ownZone();
  const needed = (text: string) => (wanting && text.trim() === '' ? t('form.needed') : undefined);
  const submit = () => {
    setWanting(true);
    if (name.trim() === '' || prompt.trim() === '') return;
    save.mutate(
      {
        name,
        prompt,
        model: model === DEFAULT ? null : model,
        preset_id: preset === DEFAULT ? null : preset,
        cron: cronOf(timing),
        timezone,
        continues,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={t('form.name')}
        placeholder={t('form.nameExample')}
        maxLength={MOST_NAME}
        value={name}
        error={needed(name)}
        onChange={(event) => setName(event.target.value)}
      />
      <PromptField value={prompt} error={needed(prompt)} onChange={setPrompt} />
      <TimingFields timing={timing} timezone={timezone} onChange={setTiming} />
      <ModelField value={model} onChange={setModel} />
      <PresetField value={preset} onChange={setPreset} />
      <div className="flex items-start gap-3">
        <Switch label={t('form.continues')} checked={continues} aria-describedby={hintId} onChange={setContinues} />
        <div className="flex flex-col gap-0.5">
          <span className="text-ui font-medium">{t('form.continues')}</span>
          <span id={hintId} className="text-meta text-ink-3">
            {t('form.continuesHint')}
          </span>
        </div>
      </div>
      {save.isError && <ErrorNotice error={save.error} />}
      <DialogActions>
        <Button variant="quiet" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          {common('save')}
        </Button>
      </DialogActions>
    </form>
  );
}

interface PromptFieldProps {
  value: string;
  error: string | undefined;
  onChange: (prompt: string) => void;
}

function PromptField({ value, error, onChange }: PromptFieldProps) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  return (
    <TextArea
      label={t('form.prompt')}
      error={error}
      rows={3}
      placeholder={t('form.promptExample')}
      value={value}
      className="field-sizing-content max-h-[30dvh] min-h-20 resize-y px-3 py-2 text-ui"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function ModelField({ value, onChange }: { value: string; onChange: (model: string) => void }) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const models = useQuery(modelsQuery).data?.filter(canChat) ?? [];
  const known = models.map(({ name, display_name }) => ({ value: name, label: display_name }));
  // One that is gone stays what it is, until another is chosen.
  const gone = value !== DEFAULT && !models.some(({ name }) => name === value) ? [{ value, label: value }] : [];
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{t('form.model')}</span>
      <Select
        label={t('form.model')}
        value={value}
        options={[{ value: DEFAULT, label: t('form.defaultModel') }, ...known, ...gone]}
        onChange={onChange}
        className="self-start"
      />
    </div>
  );
}

/** Only who has presets is asked for one. */
function PresetField({ value, onChange }: { value: string; onChange: (preset: string) => void }) {
  const { t } = useTranslation('settings', { keyPrefix: 'schedules' });
  const presets = useQuery(presetsQuery).data ?? [];
  if (presets.length === 0) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-ui font-medium">{t('form.preset')}</span>
      <Select
        label={t('form.preset')}
        value={value}
        options={[
          { value: DEFAULT, label: t('form.noPreset') },
          ...presets.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={onChange}
        className="self-start"
      />
    </div>
  );
}
