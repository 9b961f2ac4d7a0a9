/** Whether a replica, or nginx with a replica behind it, says that it can serve: GET /readyz answers 200. */
export async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { redirect: "manual", signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false; // nobody listens yet, or it is too busy to answer
  }
}
