import ExternalLink from 'lucide-solid/icons/external-link';
import FilePlus from 'lucide-solid/icons/file-plus';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import LinkIcon from 'lucide-solid/icons/link';
import Paperclip from 'lucide-solid/icons/paperclip';
import { Menu } from '../ui/Menu.tsx';
import { type PickedFiles, pickFiles, pickFolder } from './files/pickFiles.ts';

/** The composer's one attach action: files, a folder with all that is in it, files for a link, or a link to elsewhere. */
export function SendAction(props: {
  onPicked: (picking: Promise<PickedFiles>) => void;
  onShare: (picking: Promise<PickedFiles>) => void;
  onSendLink: () => void;
}) {
  return (
    <Menu
      label="Send files"
      icon={Paperclip}
      items={[
        { label: 'Choose files', icon: FilePlus, onSelect: () => props.onPicked(pickFiles()) },
        { label: 'Choose a folder', icon: FolderPlus, onSelect: () => props.onPicked(pickFolder()) },
        { label: 'Share by link', icon: LinkIcon, startsGroup: true, onSelect: () => props.onShare(pickFiles()) },
        { label: 'Link to another service', icon: ExternalLink, onSelect: props.onSendLink },
      ]}
    />
  );
}
