import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Section } from '@/components/ui/page';
import { TypedDialog } from '@/components/ui/typed-dialog';
import { useUser } from '@/lib/session';
import { useEraseAccount } from './api';

/** Erases the person's own account after its name was typed. */
export function EraseSection() {
  const { t } = useTranslation('settings');
  const user = useUser();
  const navigate = useNavigate();
  const erase = useEraseAccount();
  const [open, setOpen] = useState(false);
  if (!user) return null;
  const description = (
    <>
      <span className="block">{t('erase.goes')}</span>
      <span className="mt-2 block">{t('erase.stays')}</span>
    </>
  );
  return (
    <Section title={t('erase.title')} lead={t('erase.lead')}>
      <Button variant="danger" className="self-start" onClick={() => setOpen(true)}>
        {t('erase.open')}
      </Button>
      {open && (
        <TypedDialog
          title={t('erase.sure')}
          description={description}
          label={t('erase.typeName', { name: user.username })}
          expected={user.username}
          action={t('erase.submit')}
          busy={erase.isPending}
          error={erase.error}
          onConfirm={() => erase.mutate(undefined, { onSuccess: () => void navigate({ to: '/' }) })}
          onClose={() => {
            setOpen(false);
            erase.reset();
          }}
        />
      )}
    </Section>
  );
}
