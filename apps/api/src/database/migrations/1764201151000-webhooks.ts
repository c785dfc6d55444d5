import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  url text NOT NULL,
  secret bytea NOT NULL,
  events text[] NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true,
  dropped integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL
    CONSTRAINT webhook_deliveries_webhook_id_fkey REFERENCES webhooks (id) ON DELETE CASCADE,
  event text NOT NULL,
  body text NOT NULL,
  state text NOT NULL DEFAULT 'waiting'
    CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('waiting', 'delivered', 'failed')),
  tries integer NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  status integer,
  problem text,
  reply text,
  created_at timestamptz NOT NULL DEFAULT now(),
  tried_at timestamptz
);
CREATE INDEX webhook_deliveries_waiting_idx ON webhook_deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_webhook_id_idx ON webhook_deliveries (webhook_id, created_at);
CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries (created_at);
CREATE TABLE backend_sights (
  backend_id text PRIMARY KEY,
  is_up boolean NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
`;

const DOWN = `
DROP TABLE backend_sights;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
`;

/** Addresses that are told of events, and what is or was sent to them. */
export class Webhooks1764201151000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
