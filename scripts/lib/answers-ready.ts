/** Whether a replica, or nginx with a replica behind it, says that it can serve: GET /readyz answers 200. */
export async function answersReady(url: string): Promise<boolean> {
  try {
    // a connection that stays open would be waited for when the replica is asked to end
    const headers = { Connection: "close" };
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`${url}/readyz`, { headers, redirect: "manual", signal });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false; // nobody listens yet, or it is too busy to answer
  }
}
