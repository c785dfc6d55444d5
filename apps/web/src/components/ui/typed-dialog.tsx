import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { Dialog } from './dialog';
import { TextField } from './field';
import { ErrorNotice } from './notice';

interface TypedDialogProps {
  title: string;
  description: ReactNode;
  /** What is asked for, e.g. "Type “ada” to delete it". */
  label: string;
  /** What has to be typed. */
  expected: string;
  /** What the button says. */
  action: string;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question about something that cannot be taken back: a word has to be typed, so that no habit answers it. */
export function TypedDialog({
  title,
  description,
  label,
  expected,
  action,
  busy,
  error,
  onConfirm,
  onClose,
}: TypedDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const meant = typed.trim() === expected.trim();
  return (
    <Dialog open onOpenChange={onClose} dismissible={!busy} title={title} description={description}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (meant) onConfirm();
        }}
      >
        {error !== null && error !== undefined && <ErrorNotice error={error} />}
        <TextField
          label={label}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button variant="quiet" disabled={busy} onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" variant="danger" busy={busy} disabled={!meant}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
