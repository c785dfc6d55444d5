import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ChatOptions } from '../../../llm/index.js';

/** A saved way to begin a chat: model, system prompt and options under a name. */
@Entity('chat_presets')
@Index('chat_presets_name_key', ['user_id', 'name'], { unique: true })
export class ChatPreset {
  @PrimaryColumn('uuid')
  id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_presets_user_id_fkey' })
  @Column('uuid')
  user_id: string;

  @Column('text')
  name: string;

  /** Name of the model; `null` keeps the current one. */
  @Column('text', { nullable: true })
  model: string | null;

  @Column('text', { nullable: true })
  system_prompt: string | null;

  @Column('jsonb', { nullable: true })
  options: ChatOptions | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;

  @Column('timestamptz')
  updated_at: Date;
}
