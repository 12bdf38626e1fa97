import { EventEmitter } from 'node:events';
import type { SegmentId } from '../../../shared/core/ids.ts';
import type { RedisLink } from '../../adapters/redis/redisLink.ts';

/** `wanted`: whoever waits asks the holder to let go. `freed`: whoever waits may ask again. */
export type UploadCall = 'wanted' | 'freed';

/** What holders of upload locks and those who wait call to each other, over all nodes. A call may be lost. */
export function makeUploadCalls(link: RedisLink) {
  const channel = link.key('upload-calls');
  const heard = new EventEmitter().setMaxListeners(0);
  link.listening.subscribe(channel).catch(() => {});
  link.listening.on('message', (from: string, text: string) => {
    const [call, id, by] = text.split(' ');
    if (from === channel) heard.emit(`${call} ${id}`, by);
  });

  return {
    call(call: UploadCall, id: SegmentId, by: string): void {
      link.ask((redis) => redis.publish(channel, `${call} ${id} ${by}`)).catch(() => {});
    },
    /** Until the returned function is called. */
    hear(call: UploadCall, id: SegmentId, handle: (by: string) => void): () => void {
      const name = `${call} ${id}`;
      heard.on(name, handle);
      return () => void heard.off(name, handle);
    },
  };
}
