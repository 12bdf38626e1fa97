import type { Result } from './results.ts';

/** A result as people read it, in the table and in the picture. */
export interface Words {
  title: string;
  link: string;
  result: string;
  ways: string;
  goodput: string;
  share: string;
  twice: string;
  recovered: string;
}

export const headings: Words = {
  title: 'Scenario',
  link: 'Link',
  result: 'Result',
  ways: 'Ways',
  goodput: 'Goodput',
  share: 'Of the link',
  twice: 'Came twice',
  recovered: 'Went on after',
};

const none = '–';

export function wordsOf({ title, link, sizeBytes, failure, ...figures }: Result): Words {
  const { seconds, ways, goodputMbit, linkShare, duplicateBytes, recoverSeconds } = figures;
  const roundTripMs = 4 * link.delayMs;
  const loss = link.loss > 0 ? `, ${Number((2 * link.loss * 100).toFixed(1))} % loss` : '';
  return {
    title,
    link: `${link.rateMbit} Mbit/s, ${roundTripMs} ms${loss}`,
    result: failure ? 'did not arrive' : `${Math.round(sizeBytes / 2 ** 20)} MiB in ${Math.round(seconds ?? 0)} s`,
    ways: ways?.join(' + ') || none,
    goodput: goodputMbit === undefined ? none : `${goodputMbit} Mbit/s`,
    share: linkShare === undefined ? none : `${Math.round(linkShare * 100)} %`,
    twice: duplicateBytes === undefined ? none : `${(duplicateBytes / 2 ** 20).toFixed(1)} MiB`,
    recovered: recoverSeconds === undefined || recoverSeconds === null ? none : `${recoverSeconds} s`,
  };
}
