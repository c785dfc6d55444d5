import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

interface SureButtonProps {
  label: string;
  /** What the second button says: it names what goes. */
  sureLabel: string;
  busy?: boolean;
  onSure: () => void;
}

/** Asks for a second click on another button, for what cannot be undone but is easily set up again. */
export function SureButton({ label, sureLabel, busy, onSure }: SureButtonProps) {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  if (!sure)
    return (
      <Button size="sm" variant="danger" onClick={() => setSure(true)}>
        {label}
      </Button>
    );
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="sm"
        variant="danger"
        busy={busy}
        autoFocus
        onClick={() => {
          setSure(false);
          onSure();
        }}
      >
        {sureLabel}
      </Button>
      <Button size="sm" variant="quiet" onClick={() => setSure(false)}>
        {t('cancel')}
      </Button>
    </div>
  );
}
