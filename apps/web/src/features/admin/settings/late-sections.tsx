import { type Setting } from '@pocket-llm/api-client';
import { WebhooksSection } from '../webhooks/webhooks-section';
import { Currency } from './currency';

/** What shares texts of its own: the currency of costs, and the webhooks. */
export function LateSections({ currency }: { currency: Setting | undefined }) {
  return (
    <>
      {currency && <Currency setting={currency} />}
      <WebhooksSection />
    </>
  );
}
