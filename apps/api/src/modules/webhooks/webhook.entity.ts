import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What webhooks can be told of. */
export const WEBHOOK_EVENTS = [
  'budget.warning',
  'budget.reached',
  'backend.down',
  'backend.up',
  'user.pending',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** An address that is told of events. */
@Entity('webhooks')
export class Webhook {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  url: string;

  /** Encrypted (`SecretBox`). */
  @Column('bytea')
  secret: Buffer;

  @Column('text', { array: true })
  events: WebhookEvent[];

  @Column('boolean', { default: true })
  is_enabled: boolean;

  /** Deliveries that were given up because too many waited. */
  @Column('integer', { default: 0 })
  dropped: number;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}

/** One message to one webhook. */
@Entity('webhook_deliveries')
@Check('webhook_deliveries_state_check', `state IN ('waiting', 'delivered', 'failed')`)
@Index('webhook_deliveries_waiting_idx', ['due_at'], { where: `state = 'waiting'` })
@Index('webhook_deliveries_webhook_id_idx', ['webhook_id', 'created_at'])
export class WebhookDelivery {
  /** Its receiver knows it by this id, however often it comes. */
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('Webhook', { onDelete: 'CASCADE', name: 'webhook_deliveries_webhook_id_fkey' })
  @Column('uuid')
  webhook_id: string;

  @Column('text')
  event: string;

  /** As it is signed and sent: JSON. */
  @Column('text')
  body: string;

  @Column('text', { default: 'waiting' })
  state: DeliveryState;

  @Column('integer', { default: 0 })
  tries: number;

  /** When it is tried next; while it is being tried, when another process may. */
  @Column('timestamptz', { default: () => 'now()' })
  due_at: Date;

  /** HTTP status of the last reply. */
  @Column('integer', { nullable: true })
  status: number | null;

  /** Why the last try failed; a sentence for the admin. */
  @Column('text', { nullable: true })
  problem: string | null;

  /** The beginning of the last reply. */
  @Column('text', { nullable: true })
  reply: string | null;

  @Index('webhook_deliveries_created_at_idx')
  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz', { nullable: true })
  tried_at: Date | null;
}

/** Whether a model server answered when all processes together last saw a change of that. */
@Entity('backend_sights')
export class BackendSight {
  @PrimaryColumn('text')
  backend_id: string;

  @Column('boolean')
  is_up: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  changed_at: Date;
}
