/** As much of a session as its messages take. */
export interface NoticeBoard {
  flashes(): unknown[];
  save(): Promise<void>;
}

/** The messages left for the visitor, each shown once: they are gone from the store when this resolves. */
export async function takeNotices(session: NoticeBoard): Promise<string[]> {
  const notices = session.flashes();
  if (notices.length > 0) await session.save();
  return notices.filter((notice) => typeof notice === "string");
}
