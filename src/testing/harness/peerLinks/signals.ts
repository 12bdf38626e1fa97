/** What the other side of a pair says, in the fewest words. */
export const ours = 'epoch of offering';
export const helloOf = (page: string) => ({ connId: 0, epoch: `hello:${page}` });
export const answer = (connId: number, gen = 0) => ({
  connId,
  gen,
  epoch: ours,
  description: { type: 'answer' as const, sdp: `answer ${connId}/${gen}` },
});
export const offer = (connId: number, gen = 0, epoch = 'epoch-one') => ({
  connId,
  gen,
  epoch,
  description: { type: 'offer' as const, sdp: `offer ${epoch} ${connId}/${gen}` },
});
export const candidate = (connId: number, gen: number, name: string, epoch = ours) => ({
  connId,
  gen,
  epoch,
  candidate: { candidate: name },
});
