import { useLocation } from '@solidjs/router';
import type { Match } from '../../shared/matches/match.ts';
import { createLeadOn } from '../shell/leadOn.ts';
import { Standing } from '../trust/Standing.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { CommandError } from './CommandError.tsx';
import { createMatchCommands } from './createMatchCommands.ts';

/** Someone asks for an exchange: who, where, and the answer. Closing it decides nothing. */
export default function MatchRequestSheet(props: { match: Match; isOpen: boolean; onClose: () => void }) {
  const leadOn = createLeadOn();
  const location = useLocation();
  const commands = createMatchCommands();
  let isPutAside = false;

  function putAside() {
    isPutAside = true;
    props.onClose();
  }
  async function accept() {
    isPutAside = false;
    const { pathname } = location;
    const accepted = await commands.accept.run(props.match.id);
    if (!accepted) return;
    props.onClose();
    // The sheet lies over every page: whoever has gone on to another one has left it, too.
    if (!isPutAside && location.pathname === pathname) leadOn(`/exchanges/${accepted.id}`);
  }
  async function decline() {
    if (await commands.decline.run(props.match.id)) props.onClose();
  }

  return (
    <Sheet
      isOpen={props.isOpen}
      isUninvited
      onClose={putAside}
      title={`${props.match.partner.username} would like to exchange videos`}
      description={`You are both at ${props.match.eventName}. If you accept, a private chat opens and you can send each other what you filmed.`}
      actions={
        <>
          <Button busy={commands.decline.pending()} onClick={() => void decline()}>
            Decline
          </Button>
          <Button look="lit" busy={commands.accept.pending()} onClick={() => void accept()}>
            Accept
          </Button>
        </>
      }
    >
      <div class="flex flex-col items-center gap-4">
        <Avatar name={props.match.partner.username} avatarUrl={props.match.partner.avatarUrl} size="xl" isDecorative />
        <Standing isCentred class="w-full" accountId={props.match.partner.id} />
        <CommandError errors={[commands.accept.error(), commands.decline.error()]} />
      </div>
    </Sheet>
  );
}
