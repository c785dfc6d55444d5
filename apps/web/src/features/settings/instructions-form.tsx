import { type Instructions } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useForm, type UseFormRegisterReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { announce } from '@/lib/announce';
import { TextArea } from '@/components/ui/text-area';
import { instructionsQuery, useSaveInstructions } from './api';

const MAX_CHARS = 4_000;

/** What every model should know about the person, and how it should answer. */
export function InstructionsForm() {
  const query = useQuery(instructionsQuery);
  if (query.isPending) return <Skeleton rows={2} className="h-24" />;
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return <Form saved={query.data} />;
}

function Form({ saved }: { saved: Instructions }) {
  const { t } = useTranslation('settings');
  const { t: common } = useTranslation();
  const save = useSaveInstructions();
  // What is being typed here stays when another tab saves something else.
  const form = useForm({ values: saved, resetOptions: { keepDirtyValues: true } });
  const submit = form.handleSubmit(async (values) => {
    await save.mutateAsync(values).then(
      () => announce(common('saved')),
      () => undefined, // The form shows why.
    );
  });
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {save.isError && <ErrorNotice error={save.error} />}
      <TextPart
        label={t('instructions.about')}
        placeholder={t('instructions.aboutExample')}
        field={form.register('about')}
      />
      <TextPart
        label={t('instructions.answers')}
        placeholder={t('instructions.answersExample')}
        field={form.register('answers')}
      />
      <Button type="submit" className="self-start" busy={save.isPending} disabled={!form.formState.isDirty}>
        {common('save')}
      </Button>
    </form>
  );
}

function TextPart({ label, placeholder, field }: { label: string; placeholder: string; field: UseFormRegisterReturn }) {
  return (
    <TextArea
      label={label}
      rows={3}
      maxLength={MAX_CHARS}
      placeholder={placeholder}
      className="field-sizing-content max-h-[40dvh] min-h-20 resize-y px-3 py-2 text-ui"
      {...field}
    />
  );
}
