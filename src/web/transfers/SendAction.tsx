import FilePlus from 'lucide-solid/icons/file-plus';
import FolderPlus from 'lucide-solid/icons/folder-plus';
import Paperclip from 'lucide-solid/icons/paperclip';
import { Menu } from '../ui/Menu.tsx';
import { type PickedFile, pickFiles, pickFolder } from './files/pickFiles.ts';

/** The composer's one attach action: files, or a folder with all that is in it. */
export function SendAction(props: { onPicked: (picking: Promise<PickedFile[]>) => void }) {
  return (
    <Menu
      label="Send files"
      icon={Paperclip}
      items={[
        { label: 'Choose files', icon: FilePlus, onSelect: () => props.onPicked(pickFiles()) },
        { label: 'Choose a folder', icon: FolderPlus, onSelect: () => props.onPicked(pickFolder()) },
      ]}
    />
  );
}
