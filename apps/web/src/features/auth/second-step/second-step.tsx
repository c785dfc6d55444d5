import { ApiError, type AuthSession, type LoginChallenge } from '@pocket-llm/api-client';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { hasPasskeys } from '@/lib/passkeys';
import { useSecondStep } from './use-second-step';

// One chunk with the offer of the first step, because what both need is most of it.
export { offerPasskey } from './passkey-offer';

interface SecondStepProps {
  challenge: LoginChallenge;
  onDone: (session: AuthSession) => void;
  /** Back to name and password. */
  onBack: () => void;
}

/** The second factor of a sign-in: a code of the app, a recovery code or a passkey. */
export default function SecondStep({ challenge: { challenge, methods }, onDone, onBack }: SecondStepProps) {
  const { t } = useTranslation('security');
  const { t: auth } = useTranslation('auth');
  const [recovering, setRecovering] = useState(false);
  const step = useSecondStep(challenge, onDone);
  const takesCode = recovering || methods.includes('totp');
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{t(recovering ? 'step.recoveryLead' : takesCode ? 'step.lead' : 'step.passkeyLead')}</p>
      {step.wait > 0 && (
        <p role="alert" className="tabular rounded-panel border border-danger px-4 py-3">
          {auth('waitFor', { count: step.wait })}
        </p>
      )}
      <StepFailure error={step.failure} onBack={onBack} />
      {takesCode && <CodeForm key={String(recovering)} recovering={recovering} step={step} />}
      {methods.includes('passkey') && hasPasskeys() && (
        <Button
          size="lg"
          variant={takesCode ? 'outline' : 'primary'}
          busy={step.asking}
          onClick={() => void step.askForPasskey()}
        >
          {t('step.usePasskey')}
        </Button>
      )}
      <div className="flex flex-wrap justify-between gap-2">
        {methods.includes('recovery_code') && (
          <Button
            variant="quiet"
            className="-ms-3.5"
            onClick={() => {
              setRecovering(!recovering);
              step.clearFailure();
            }}
          >
            {t(recovering ? 'step.notRecovery' : 'step.useRecovery')}
          </Button>
        )}
        <Button variant="quiet" className="-me-3.5" onClick={onBack}>
          {t('step.back')}
        </Button>
      </div>
    </div>
  );
}

/** One field, for six digits or for a recovery code. */
function CodeForm({ recovering, step }: { recovering: boolean; step: ReturnType<typeof useSecondStep> }) {
  const { t } = useTranslation('security');
  const { t: auth } = useTranslation('auth');
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  // The wait is for guessed digits; a recovery code is taken meanwhile.
  const blocked = !recovering && step.wait > 0;
  const complete = recovering ? code.trim() !== '' : code.length === 6;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !blocked && !step.sending)
      void step.sendCode(code).then(() => {
        setCode('');
        field.current?.focus();
      });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        ref={field}
        size="lg"
        label={t(recovering ? 'step.recoveryCode' : 'step.code')}
        className="[&_input]:font-mono"
        inputMode={recovering ? 'text' : 'numeric'}
        autoComplete={recovering ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        value={code}
        onChange={({ target }) => setCode(recovering ? target.value : target.value.replaceAll(/\D/g, '').slice(0, 6))}
      />
      <Button type="submit" variant="primary" size="lg" busy={step.sending} disabled={!complete || blocked}>
        {auth('signIn')}
      </Button>
    </form>
  );
}

function StepFailure({ error, onBack }: { error: unknown; onBack: () => void }) {
  const { t } = useTranslation('security');
  if (error === undefined) return null;
  const code = error instanceof ApiError ? error.code : undefined;
  if (code === 'auth.wrong-code')
    return (
      <p role="alert" className="rounded-panel border border-danger px-4 py-3">
        {t('step.wrong')}
      </p>
    );
  if (code === 'auth.challenge-ended')
    return (
      <div role="alert" className="flex flex-col items-start gap-2 rounded-panel border border-danger px-4 py-3">
        <p>{t('step.ended')}</p>
        <Button size="sm" onClick={onBack}>
          {t('step.again')}
        </Button>
      </div>
    );
  return <ErrorNotice error={error} />;
}
