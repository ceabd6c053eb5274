import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { useTexts } from "../i18n/context";

interface Props {
  title: string;
  text: string;
  /** The word on the button that does it. */
  act: string;
  /** The word on the other; "Cancel" if it is not given. */
  back?: string;
  open: boolean;
  onAnswer: (yes: boolean) => void;
}

/** Asks before something that cannot simply be undone. */
export function Confirm({ title, text, act, back, open, onAnswer }: Props) {
  const { common } = useTexts();
  return (
    <Dialog
      modalType="alert"
      open={open}
      onOpenChange={(_, { open: isOpen }) => {
        if (!isOpen) onAnswer(false);
      }}
    >
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>{text}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => onAnswer(true)}>
              {act}
            </Button>
            <Button onClick={() => onAnswer(false)}>{back ?? common.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
