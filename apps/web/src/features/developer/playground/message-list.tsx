import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { MessageRow } from './message-row';
import { messagesOf, moved, type RequestBody, type RequestMessage, withMessages } from './request';
import { changeBody } from './store';

/** The request's messages. */
export function MessageList({ body }: { body: RequestBody }) {
  const { t } = useTranslation('playground');
  const messages = messagesOf(body);
  const change = (next: (list: RequestMessage[]) => RequestMessage[]) =>
    changeBody((before) => withMessages(before, next(messagesOf(before))));
  // Alternate the roles, as in a conversation.
  const add = () =>
    change((list) => [...list, { role: list.at(-1)?.role === 'user' ? 'assistant' : 'user', content: '' }]);
  return (
    <section aria-label={t('messages')} className="flex flex-col gap-2">
      <h3 className="text-ui font-medium">{t('messages')}</h3>
      <ol className="flex flex-col gap-2">
        {messages.map((message, index) => (
          <MessageRow
            // Keyed by index, because messages have no id.
            key={index}
            message={message}
            number={index + 1}
            last={index === messages.length - 1}
            onChange={(next) => change((list) => list.with(index, next))}
            onMove={(by) => change((list) => moved(list, index, by))}
            onRemove={() => change((list) => list.toSpliced(index, 1))}
          />
        ))}
      </ol>
      <Button size="sm" className="self-start" onClick={add}>
        <Icon as={Plus} />
        {t('add')}
      </Button>
    </section>
  );
}
