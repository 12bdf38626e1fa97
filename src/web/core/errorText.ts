import type { AppError } from './appError.ts';

/** Words for every refusal: what happened, and what to do. A code without words does not compile. */
export const errorText: Record<AppError['code'], string> = {
  'client.unreachable': 'There is no connection to Spotlight. Try again in a moment.',
  'client.not_written':
    'Not all files could be written there. Those that could are saved; choose another place for the others.',
  'client.no_room': 'There is no room left there. What came is kept here: make some room, or choose another place.',
  'client.no_storage':
    'This browser does not open its storage right now. Close it whole, open it again, then try again.',
  'client.not_held': 'This is no longer on this device. It may have been saved or deleted in another tab.',
  'client.failed': 'Something went wrong in this page. Reload it and try again.',

  'request.invalid': 'Something in this form is not right. Check the fields and try again.',
  'request.too_large': 'That is too large to send.',
  'request.rate_limited': 'That was a lot at once. Wait a moment and try again.',
  'request.wrong_origin':
    'This page was opened from a place that Spotlight does not know. Open it from its own address.',
  'request.not_found': 'This version of the app is out of date. Reload the page.',
  'server.internal': 'Something went wrong on our side. Try again; if it stays, tell the organiser the number below.',
  'server.unavailable': 'Spotlight is busy or restarting. Try again in a moment.',

  'accounts.not_signed_in': 'Log in to go on.',
  'accounts.session_ended': 'You were logged out. Log in again to go on.',
  'accounts.wrong_credentials': 'Name or password is not right.',
  'accounts.wrong_password': 'That is not your current password.',
  'accounts.code_needed': 'Write the code from your authenticator app.',
  'accounts.login_expired': 'That took too long. Log in with your password again.',
  'accounts.wrong_code': 'That code is not right, or was used already. Wait for the next one and try again.',
  'accounts.second_factor_on': 'Codes at login are on already. Reload the page to see them.',
  'accounts.second_factor_off': 'Codes at login are off. Begin setting them up again.',
  'accounts.reset_link_ended': 'This link was used, or its time is over. Ask for a new one.',
  'accounts.reset_not_offered': 'This Spotlight sends no mail. Ask the organiser of your event for help.',
  'accounts.username_taken': 'Someone already goes by that name. Add an initial or choose another.',
  'accounts.username_of_operator':
    "This name is an operator's: it is written in the settings of this Spotlight. Have it changed there first.",
  'accounts.email_taken': 'There is already an account with that address. Log in instead.',
  'accounts.not_found': 'This person is not here any more.',
  'accounts.session_not_found': 'That device was already logged out.',
  'accounts.avatar_not_an_image': 'That picture cannot be used. Choose a JPEG, PNG or WebP.',
  'accounts.device_unknown': 'This browser is not known to your account. Log in again.',

  'events.not_found': 'This event does not exist, or its link was changed. Ask for a new one.',
  'events.ends_before_start': 'The last day is before the first one.',
  'events.worldsdc_id_taken': 'Another event already has that WorldSDC number.',
  'events.not_attending': 'Join the event first.',
  'events.not_organiser': 'Only the organiser can change this event.',
  'events.organiser_cannot_leave': 'You organise this event, so you stay in it.',
  'events.others_take_part': 'Others are at this event, or have exchanges from it. It stays, for them.',

  'conversations.not_found': 'This chat is not open to you any more.',
  'conversations.message_empty': 'Write something first.',
  'conversations.message_too_long': 'That message is too long. Send it in parts.',
  'conversations.message_changed': 'That message was already sent in another form.',

  'matches.not_found': 'This exchange does not exist any more.',
  'matches.with_yourself': 'That is you. Choose someone else.',
  'matches.not_at_event': 'You both need to be at the event.',
  'matches.not_recipient': 'Only the person who was asked can answer.',
  'matches.not_proposer': 'Only the person who asked can take it back.',
  'matches.already_decided': 'This was already answered.',
  'matches.already_open': 'You two already have an exchange here.',
  'matches.declined_before': 'They declined. They can ask you if they change their mind.',
  'matches.expired': 'This request has run out. Ask again.',
  'matches.not_accepted': 'The exchange is not open. Both of you need to agree first.',

  'trust.not_complete': 'You can rate each other once both of you have what you wanted.',
  'trust.already_rated': 'You have already rated this exchange. A rating cannot be changed.',

  'transfers.not_found': 'This transfer does not exist any more.',
  'transfers.not_recipient': 'Only the person it is for can do that.',
  'transfers.not_sender': 'Only the sender can do that.',
  'transfers.already_decided': 'This was already answered.',
  'transfers.not_accepted': 'This has not been accepted yet.',
  'transfers.other_device': 'You accepted this on another of your devices. Open it there.',
  'transfers.ended': 'This transfer has ended.',
  'transfers.expired': 'This transfer has run out. Ask for it to be sent again.',
  'transfers.no_device': 'The other person has not opened Spotlight on any device yet. Ask them to open it once.',
  'transfers.too_many_open': 'There are many transfers open here. Finish or cancel some first.',
  'transfers.no_such_file': 'That file is not part of this transfer.',

  'relay.not_found': 'This part is not in the relay any more.',
  'relay.off': 'There is no relay here. Keep both devices open.',
  'relay.full': 'The relay is full. Keep both devices open.',
  'relay.quota': 'You have as much in the relay as it takes from one person. Keep both devices open.',
  'relay.too_many': 'That was a lot at once for the relay. It goes on in a moment.',
  'relay.wrong_size': 'The relay got something of the wrong size. Reload the page and try again.',
  'relay.no_such_block': 'The relay was told of something that is not in this transfer. Reload the page and try again.',
  'relay.segment_changed': 'The relay already has something else under this name. Reload the page and try again.',
  'relay.wrong_offset': 'The relay has more or less than this page thought. It goes on in a moment.',
  'relay.busy': 'The relay is still busy with this part. It goes on in a moment.',

  'shares.not_found': 'This link leads nowhere. Check that it was copied whole.',
  'shares.expired': 'This link has run out. Ask for a new one.',
  'shares.revoked': 'This link was taken back by the person who made it.',
  'shares.used_up': 'This link has been used as often as it may be. Ask for a new one.',
  'shares.password_needed': 'A password is needed. Ask the person who sent you the link.',
  'shares.wrong_password': 'That is not the password.',
  'shares.all_places_taken':
    'Someone else is downloading this right now, and it may not be taken more often. Try again later.',
  'shares.too_many_open': 'You have many links open. End some of them first.',
  'shares.download_ended': 'This download has ended. Start it again.',
  'shares.no_download': 'This download is not known any more. Start it again.',
  'shares.not_direct': 'These files come from the relay only, not straight from the other device.',

  'jobs.not_found': 'This job is no longer among those that failed. Look again.',
};

/** The words for a refusal, with how long to wait or the number of its incident where it has one. */
export function textOf(error: AppError): string {
  const text = errorText[error.code];
  if (error.retryAfterSeconds) return `That was a lot at once. Try again in ${waitText(error.retryAfterSeconds)}.`;
  return error.incidentId ? `${text} (${error.incidentId})` : text;
}

function waitText(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
