import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a person wants every model to know. A row without text says only when there was one last. */
@Entity('chat_instructions')
export class ChatInstructions {
  @ForeignKey('User', { onDelete: 'CASCADE', name: 'chat_instructions_user_id_fkey' })
  @PrimaryColumn('uuid')
  user_id: string;

  /** About the person: who asks, from where, with what knowledge. */
  @Column('text')
  about: string;

  /** How to answer: length, tone, language. */
  @Column('text')
  answers: string;

  @Column('timestamptz')
  updated_at: Date;
}
