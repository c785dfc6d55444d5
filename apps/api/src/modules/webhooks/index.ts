export { receiverUrl, secretOf } from './receiver.js';
export {
  DELIVERY_STATES,
  WEBHOOK_EVENTS,
  type DeliveryState,
  type WebhookDelivery,
  type WebhookEvent,
} from './webhook.entity.js';
export { WebhookRepository, type ListedWebhook } from './webhook.repository.js';
export { sealedFor, WebhookWorker } from './webhook.worker.js';
export { WebhooksModule } from './webhooks.module.js';
export { bodyOf, Webhooks } from './webhooks.service.js';
