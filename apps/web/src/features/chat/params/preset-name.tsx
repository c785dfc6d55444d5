import { ApiError } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { errorCopy } from '@/lib/error-copy';

interface PresetNameProps {
  name?: string;
  /** Rejects with the server's error, which is then shown below the field. */
  onSave: (name: string) => Promise<unknown>;
  onDone: () => void;
}

/** Names a preset. If the name is taken, the error is shown here and the text stays. */
export function PresetName({ name = '', onSave, onDone }: PresetNameProps) {
  const { t } = useTranslation('chat-late');
  const { t: common } = useTranslation();
  const [typed, setTyped] = useState(name);
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    if (typed.trim() === '') return setWrong(t('presets.nameNeeded'));
    setBusy(true);
    try {
      await onSave(typed.trim());
      onDone();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const field = error.fieldErrors[0];
      if (error.kind === 'conflict') setWrong(t('presets.taken'));
      else setWrong(field ? `${field.pointer.slice(1)}: ${field.message}` : errorCopy(error, common).text);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className="flex flex-col gap-2 py-2"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    >
      <TextField
        autoFocus
        size="sm"
        label={t('presets.name')}
        value={typed}
        error={wrong}
        maxLength={80}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(undefined);
        }}
      />
      <div className="flex gap-2">
        <Button type="submit" size="sm" variant="primary" busy={busy}>
          {common('save')}
        </Button>
        <Button size="sm" variant="quiet" onClick={onDone}>
          {common('cancel')}
        </Button>
      </div>
    </form>
  );
}
