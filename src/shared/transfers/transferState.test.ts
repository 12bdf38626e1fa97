import { describe, expect, test } from 'vitest';
import type { DeviceId } from '../core/ids.ts';
import { transferLimits } from './transferRules.ts';
import { nextTransfer, type Role, type TransferInput, type TransferLife } from './transferState.ts';

const nowMs = 1_000_000;
const phone = 'phone' as DeviceId;
const laptop = 'laptop' as DeviceId;
const offered: TransferLife = { state: 'offered', expiresAtMs: nowMs + 1 };
const accepted: TransferLife = { state: 'accepted', recipientDeviceId: phone, expiresAtMs: nowMs + 1 };

type Name = 'accept' | 'refuse' | 'cancel' | 'complete';
function step(life: TransferLife, input: Name, by: Role) {
  const whole = { input, by, nowMs, deviceId: phone };
  return nextTransfer(life, whole as TransferInput);
}

/** "=" means: nothing to do; a dotted word is the refusal; anything else the state that follows. */
type Answers = Record<Name, [sender: string, recipient: string]>;
const notRecipient = 'transfers.not_recipient';
const table: [name: string, life: TransferLife, answers: Answers][] = [
  [
    'offered',
    offered,
    {
      accept: [notRecipient, 'accepted'],
      refuse: [notRecipient, 'refused'],
      cancel: ['cancelled', 'refused'],
      complete: [notRecipient, 'transfers.not_accepted'],
    },
  ],
  [
    'accepted',
    accepted,
    {
      accept: [notRecipient, '='],
      refuse: [notRecipient, 'transfers.already_decided'],
      cancel: ['cancelled', 'cancelled'],
      complete: [notRecipient, 'completed'],
    },
  ],
  [
    'completed',
    { state: 'completed' },
    {
      accept: [notRecipient, 'transfers.ended'],
      refuse: [notRecipient, 'transfers.already_decided'],
      cancel: ['transfers.ended', 'transfers.ended'],
      complete: [notRecipient, '='],
    },
  ],
  [
    'refused',
    { state: 'refused', reason: 'refused' },
    {
      accept: [notRecipient, 'transfers.already_decided'],
      refuse: [notRecipient, '='],
      cancel: ['=', '='],
      complete: [notRecipient, 'transfers.ended'],
    },
  ],
  [
    'cancelled',
    { state: 'cancelled', reason: 'cancelled_by_sender' },
    {
      accept: [notRecipient, 'transfers.ended'],
      refuse: [notRecipient, '='],
      cancel: ['=', '='],
      complete: [notRecipient, 'transfers.ended'],
    },
  ],
  [
    'failed',
    { state: 'failed', reason: 'bad_data' },
    {
      accept: [notRecipient, 'transfers.ended'],
      refuse: [notRecipient, '='],
      cancel: ['=', '='],
      complete: [notRecipient, 'transfers.ended'],
    },
  ],
  [
    'expired',
    { state: 'expired', reason: 'expired' },
    {
      accept: [notRecipient, 'transfers.expired'],
      refuse: [notRecipient, '='],
      cancel: ['=', '='],
      complete: [notRecipient, 'transfers.expired'],
    },
  ],
];

describe.each(table)('a transfer that is %s', (_name, life, answers) => {
  const cases = Object.entries(answers).flatMap(([input, [sender, recipient]]) => [
    [input as Name, 'sender' as Role, sender] as const,
    [input as Name, 'recipient' as Role, recipient] as const,
  ]);
  test.each(cases)('%s by the %s → %s', (input, by, expected) => {
    const result = step(life, input, by);
    if (expected === '=') expect(result).toEqual({ life });
    else if (expected.includes('.')) expect(result).toEqual({ refusal: expected });
    else expect(result).toMatchObject({ life: { state: expected } });
  });
});

test('the first device that accepts is the one, and has a week', () => {
  const input = (deviceId: DeviceId): TransferInput => ({ input: 'accept', by: 'recipient', deviceId, nowMs });
  expect(nextTransfer(offered, input(laptop))).toEqual({
    life: { state: 'accepted', recipientDeviceId: laptop, expiresAtMs: nowMs + transferLimits.acceptedLifeMs },
  });
  expect(nextTransfer(accepted, input(laptop))).toEqual({ refusal: 'transfers.other_device' });
});

test('past its time it has expired for everyone', () => {
  for (const life of [offered, accepted]) {
    const late = nowMs + 1;
    expect(nextTransfer(life, { input: 'expire', nowMs: late })).toEqual({
      life: { state: 'expired', reason: 'expired' },
    });
    expect(nextTransfer(life, { input: 'complete', by: 'recipient', nowMs: late })).toEqual({
      refusal: 'transfers.expired',
    });
  }
  expect(nextTransfer(offered, { input: 'expire', nowMs })).toEqual({ life: offered });
});

test('who cancelled is remembered', () => {
  expect(step(accepted, 'cancel', 'sender')).toMatchObject({ life: { reason: 'cancelled_by_sender' } });
  expect(step(accepted, 'cancel', 'recipient')).toMatchObject({ life: { reason: 'cancelled_by_recipient' } });
});
