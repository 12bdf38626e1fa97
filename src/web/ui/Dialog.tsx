import { Modal, type ModalProps } from './Modal.tsx';

/** A short question and its answers. */
export function Dialog(props: ModalProps) {
  return <Modal {...props} size="sm:max-w-108" />;
}
