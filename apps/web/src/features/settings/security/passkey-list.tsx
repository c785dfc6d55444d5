import { type Passkey, type SecondFactor } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { SureButton } from '@/components/ui/sure-button';
import { Time } from '@/components/ui/time';
import { announce } from '@/lib/announce';
import { deviceOf } from '@/lib/device';
import { passkeysQuery, useAddPasskey, useRemovePasskey, useRenamePasskey } from './api';
import { Factor } from './factor';

/** The account's passkeys. */
export function PasskeyList({ state, onAdded }: { state: SecondFactor; onAdded: (codes: string[]) => void }) {
  const { t } = useTranslation('security');
  const query = useQuery(passkeysQuery);
  const add = useAddPasskey();
  const problem = usePasskeyProblem(state);
  const device = deviceOf(navigator.userAgent);
  const addHere = () =>
    add.mutate(device ? t('passkeys.here', device) : t('passkeys.fallbackName'), {
      onSuccess: (codes) => {
        announce(t('passkeys.newOne'));
        onAdded(codes);
      },
    });
  return (
    <Factor title={t('passkeys.title')} lead={t('passkeys.lead')}>
      {query.isError && <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />}
      {add.isError && !isCancel(add.error) && <ErrorNotice error={add.error} />}
      {query.data && query.data.length > 0 && (
        <ul className="border-t border-line">
          {query.data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {query.data?.length === 0 && <p className="text-ui text-ink-3">{t('passkeys.none')}</p>}
      {problem ? (
        <Hint>
          <span lang={problem === state.passkey_problem ? 'en' : undefined}>{problem}</span>
        </Hint>
      ) : (
        <Button size="sm" className="self-start" busy={add.isPending} onClick={addHere}>
          {t('passkeys.add')}
        </Button>
      )}
    </Factor>
  );
}

/** The person closed the browser's own dialog. */
const isCancel = (error: Error): boolean => ['NotAllowedError', 'AbortError'].includes(error.name);

/** Why passkeys cannot be used at this address or in this browser, and what to do. */
function usePasskeyProblem({ passkey_origin: origin, passkey_problem: problem }: SecondFactor): string | undefined {
  const { t } = useTranslation('security');
  if (problem || !origin) return problem ?? undefined;
  if (origin !== window.location.origin) return t('passkeys.elsewhere', { origin });
  return 'PublicKeyCredential' in window ? undefined : t('passkeys.unsupported');
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const { t } = useTranslation('security');
  const [renaming, setRenaming] = useState(false);
  const remove = useRemovePasskey();
  const { id, name, created_at, last_used_at } = passkey;
  return (
    <li className="flex flex-col gap-2 border-b border-line py-3">
      {remove.isError && <ErrorNotice error={remove.error} />}
      {renaming ? (
        <RenameForm passkey={passkey} onDone={() => setRenaming(false)} />
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div className="flex min-w-0 flex-col gap-0.5">
            <span className="truncate font-medium">{name}</span>
            <span className="flex flex-wrap gap-x-3 font-mono text-eyebrow text-ink-3">
              <span>
                {t('passkeys.added')} <Time iso={created_at} />
              </span>
              {last_used_at && (
                <span>
                  {t('passkeys.used')} <Time iso={last_used_at} />
                </span>
              )}
            </span>
          </div>
          <div className="flex shrink-0 items-center gap-1">
            <IconButton icon={Pencil} label={t('passkeys.rename', { name })} onClick={() => setRenaming(true)} />
            <SureButton
              label={t('passkeys.remove')}
              sureLabel={t('passkeys.removeSure', { name })}
              busy={remove.isPending}
              onSure={() => remove.mutate(id)}
            />
          </div>
        </div>
      )}
    </li>
  );
}

function RenameForm({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const { t } = useTranslation('security');
  const [name, setName] = useState(passkey.name);
  const rename = useRenamePasskey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') rename.mutate({ id: passkey.id, name: name.trim() }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      {rename.isError && <ErrorNotice error={rename.error} />}
      <div className="flex items-end gap-2">
        <TextField
          size="sm"
          className="flex-1"
          label={t('passkeys.name')}
          hideLabel
          maxLength={100}
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
        />
        <Button type="submit" size="sm" busy={rename.isPending} disabled={name.trim() === ''}>
          {t('passkeys.save')}
        </Button>
        <Button size="sm" variant="quiet" onClick={onDone}>
          {t('notNow')}
        </Button>
      </div>
    </form>
  );
}
