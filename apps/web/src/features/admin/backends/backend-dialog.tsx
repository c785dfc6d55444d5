import { ApiError, type BackendDto, type TriedBackendDto } from '@pocket-llm/api-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/notice';
import { useAddBackend, useTryBackend } from '../models/api';
import { useChangeBackend } from './api';
import { AddressFields, UseFields } from './backend-fields';
import { additionOf, type BackendDraft, changeOf, draftOf, isNumber, NUMBERS } from './draft';
import { RemoveBackend } from './remove-backend';
import { TestResult } from './test-result';

interface BackendDialogProps {
  /** `undefined` for a new one. */
  backend: BackendDto | undefined;
  onClose: () => void;
}

/** Adds or changes a model server; it can be tested before it is saved. */
export function BackendDialog({ backend, onClose }: BackendDialogProps) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const [draft, setDraft] = useState(() => draftOf(backend));
  const add = useAddBackend();
  const change = useChangeBackend(backend?.id ?? '');
  const test = useTryBackend();
  const error = add.error ?? change.error ?? test.error;
  const refused = error instanceof ApiError ? error.fieldErrors : [];
  const errorOf = (field: string) => refused.find(({ pointer }) => pointer === field)?.message;
  const isFixed = backend?.from_environment ?? false;
  const set = (next: Partial<BackendDraft>) => {
    setDraft({ ...draft, ...next });
    for (const mutation of [add, change, test]) mutation.reset();
  };
  const hasAddress = isFixed || draft.url.trim() !== '';
  const isValid = hasAddress && NUMBERS.every((field) => isNumber(field, draft[field]));
  const save = () => {
    if (backend) change.mutate(changeOf(draft, backend), { onSuccess: onClose });
    else add.mutate(additionOf(draft), { onSuccess: onClose });
  };
  const { provider, url, key, removeKey } = draft;
  const saved = removeKey ? undefined : backend?.id;
  const tryIt = () => test.mutate({ provider, url: url.trim(), api_key: key.trim() || undefined, id: saved });
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={backend ? t('editTitle', { name: backend.name }) : t('addTitle')}
      description={isFixed && t('fixedText')}
    >
      <form
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isValid) save();
        }}
      >
        {error && refused.length === 0 && <ErrorNotice error={error} />}
        {!isFixed && <AddressFields draft={draft} backend={backend} errorOf={errorOf} onChange={set} />}
        <UseFields draft={draft} onChange={set} />
        {backend && !isFixed && <RemoveBackend backend={backend} onRemoved={onClose} />}
        <Ends
          canTest={!isFixed}
          tried={test.data}
          isTesting={test.isPending}
          isSaving={add.isPending || change.isPending}
          hasAddress={hasAddress}
          isValid={isValid}
          saveLabel={t(backend ? 'save' : 'add')}
          onTest={tryIt}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

interface EndsProps {
  canTest: boolean;
  tried: TriedBackendDto | undefined;
  isTesting: boolean;
  isSaving: boolean;
  hasAddress: boolean;
  isValid: boolean;
  saveLabel: string;
  onTest: () => void;
  onClose: () => void;
}

function Ends({ canTest, tried, isTesting, isSaving, hasAddress, isValid, saveLabel, onTest, onClose }: EndsProps) {
  const { t } = useTranslation('pulls', { keyPrefix: 'servers' });
  const { t: common } = useTranslation();
  return (
    <DialogActions>
      {tried && <TestResult result={tried} />}
      {canTest && (
        <Button className="me-auto" busy={isTesting} disabled={!hasAddress} onClick={onTest}>
          {t('test')}
        </Button>
      )}
      <Button variant="quiet" onClick={onClose}>
        {common('cancel')}
      </Button>
      <Button type="submit" variant="primary" busy={isSaving} disabled={!isValid}>
        {saveLabel}
      </Button>
    </DialogActions>
  );
}
