import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A session of the console that may read people's chats because a reason was given. The views of the chats look here,
 * so the database decides, whatever the statement looks like. Only the portal's own role may write here.
 */
@Entity('sql_chat_sessions')
export class ChatSession {
  /** PostgreSQL's id of the session. */
  @PrimaryColumn('integer')
  pid: number;

  @Column('timestamptz')
  until: Date;
}
