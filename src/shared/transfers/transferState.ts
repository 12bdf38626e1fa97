import type { ErrorCode } from '../core/errors.ts';
import type { DeviceId } from '../core/ids.ts';
import type { EndReason } from './transfer.ts';
import { transferLimits } from './transferRules.ts';

export type Role = 'sender' | 'recipient';

/** Where one delivery of files stands. */
export type TransferLife =
  | { state: 'offered'; expiresAtMs: number }
  | { state: 'accepted'; recipientDeviceId: DeviceId; expiresAtMs: number }
  | { state: 'completed' }
  | { state: 'refused' | 'cancelled' | 'failed' | 'expired'; reason: EndReason };

export type TransferInput =
  | { input: 'accept'; by: Role; deviceId: DeviceId; nowMs: number }
  | { input: 'refuse' | 'cancel' | 'complete'; by: Role; nowMs: number }
  | { input: 'expire'; nowMs: number };

export type TransferStep = { life: TransferLife } | { refusal: ErrorCode };

/** What an input makes of a transfer. The same life handed back means that there is nothing to do. */
export function nextTransfer(life: TransferLife, input: TransferInput): TransferStep {
  const seen = transferAsOf(life, input.nowMs);
  switch (input.input) {
    case 'accept':
      return accept(seen, input);
    case 'refuse':
      return refuse(seen, input.by);
    case 'cancel':
      return cancel(seen, input.by);
    case 'complete':
      return complete(seen, input.by);
    case 'expire':
      return { life: seen };
  }
}

/** A transfer past its time has expired, whether or not the sweep has come by. */
export function transferAsOf(life: TransferLife, nowMs: number): TransferLife {
  if (!isLive(life) || life.expiresAtMs > nowMs) return life;
  return { state: 'expired', reason: 'expired' };
}

/** Offered or accepted: something may still happen. */
export function isLive(life: TransferLife): life is Extract<TransferLife, { state: 'offered' | 'accepted' }> {
  return life.state === 'offered' || life.state === 'accepted';
}

function accept(
  life: TransferLife,
  { by, deviceId, nowMs }: Extract<TransferInput, { input: 'accept' }>,
): TransferStep {
  if (by !== 'recipient') return { refusal: 'transfers.not_recipient' };
  switch (life.state) {
    case 'offered':
      return {
        life: { state: 'accepted', recipientDeviceId: deviceId, expiresAtMs: nowMs + transferLimits.acceptedLifeMs },
      };
    case 'accepted':
      return life.recipientDeviceId === deviceId ? { life } : { refusal: 'transfers.other_device' };
    case 'expired':
      return { refusal: 'transfers.expired' };
    case 'refused':
      return { refusal: 'transfers.already_decided' };
    case 'completed':
    case 'cancelled':
    case 'failed':
      return { refusal: 'transfers.ended' };
  }
}

function refuse(life: TransferLife, by: Role): TransferStep {
  if (by !== 'recipient') return { refusal: 'transfers.not_recipient' };
  if (life.state === 'offered') return { life: { state: 'refused', reason: 'refused' } };
  if (life.state === 'accepted' || life.state === 'completed') return { refusal: 'transfers.already_decided' };
  // It has ended in another way, and that is all the recipient wanted.
  return { life };
}

function cancel(life: TransferLife, by: Role): TransferStep {
  if (life.state === 'completed') return { refusal: 'transfers.ended' };
  if (!isLive(life)) return { life };
  if (life.state === 'offered' && by === 'recipient') return refuse(life, by);
  return { life: { state: 'cancelled', reason: by === 'sender' ? 'cancelled_by_sender' : 'cancelled_by_recipient' } };
}

// Only the recipient can know that every block has been verified.
function complete(life: TransferLife, by: Role): TransferStep {
  if (by !== 'recipient') return { refusal: 'transfers.not_recipient' };
  if (life.state === 'completed') return { life };
  if (life.state === 'accepted') return { life: { state: 'completed' } };
  if (life.state === 'expired') return { refusal: 'transfers.expired' };
  return { refusal: life.state === 'offered' ? 'transfers.not_accepted' : 'transfers.ended' };
}
