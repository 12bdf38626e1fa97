import { Modal, type ModalProps } from './Modal.tsx';

/** Something to look at or fill in without leaving the screen: a person, a request, an invitation. */
export function Sheet(props: ModalProps) {
  return <Modal {...props} size="sm:max-w-136" />;
}
