import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

export const ANNOUNCEMENT_LEVELS = ['info', 'warning', 'danger'] as const;
export type AnnouncementLevel = (typeof ANNOUNCEMENT_LEVELS)[number];
/** `developers`: who has at least that role. */
export const ANNOUNCEMENT_AUDIENCES = ['everybody', 'developers', 'admins', 'groups'] as const;
export type AnnouncementAudience = (typeof ANNOUNCEMENT_AUDIENCES)[number];

/** A banner of the admins. */
@Entity('announcements')
@Check('announcements_level_check', `level IN ('info', 'warning', 'danger')`)
@Check('announcements_audience_check', `audience IN ('everybody', 'developers', 'admins', 'groups')`)
export class Announcement {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  level: AnnouncementLevel;

  @Column('text')
  text: string;

  @Column('text')
  audience: AnnouncementAudience;

  /** Only with the audience `groups`. A group that is gone counts no more. */
  @Column('uuid', { array: true, default: [] })
  group_ids: string[];

  /** Also on the page where people sign in; only with the audience `everybody`. */
  @Column('boolean', { default: false })
  before_sign_in: boolean;

  @Column('timestamptz', { default: () => 'now()' })
  begins_at: Date;

  @Column('timestamptz', { nullable: true })
  ends_at: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at: Date;
}

/** Somebody does not want to see it any more, on any device. */
@Entity('announcement_dismissals')
export class AnnouncementDismissal {
  @ForeignKey('Announcement', { onDelete: 'CASCADE', name: 'announcement_dismissals_announcement_id_fkey' })
  @PrimaryColumn('uuid')
  announcement_id: string;

  @ForeignKey('User', { onDelete: 'CASCADE', name: 'announcement_dismissals_user_id_fkey' })
  @Index('announcement_dismissals_user_id_idx')
  @PrimaryColumn('uuid')
  user_id: string;

  @CreateDateColumn({ type: 'timestamptz' })
  dismissed_at: Date;
}
