import { Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useTexts } from "../../i18n/context";
import { Section } from "../../ui/Section";

const MOST_PERCENT = 100;
const MOST_PEOPLE = 1_000_000;

/** As they are typed. */
export interface FuseTexts {
  changedPercent: string;
  unsubscribed: string;
}

interface Wrong {
  changedPercent: boolean;
  unsubscribed: boolean;
}

export function fuseFaults(fuse: FuseTexts): Wrong {
  return {
    changedPercent: wholeNumber(fuse.changedPercent, MOST_PERCENT) === null,
    unsubscribed: wholeNumber(fuse.unsubscribed, MOST_PEOPLE) === null,
  };
}

/** A whole number from 1 to `most`; null for anything else. */
export function wholeNumber(text: string, most: number): number | null {
  const number = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : null;
}

const useStyles = makeStyles({
  number: { width: "12rem", whiteSpace: "nowrap" },
  fields: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM },
});

interface Props {
  fuse: FuseTexts;
  onChange: (fuse: FuseTexts) => void;
}

export function FuseFields({ fuse, onChange }: Props) {
  const styles = useStyles();
  const { sync } = useTexts();
  const wrong = fuseFaults(fuse);
  return (
    <Section title={sync.fuse} text={sync.fuseText}>
      <div className={styles.fields}>
        <Field
          label={sync.changedPercent}
          validationMessage={wrong.changedPercent ? sync.percentFault : null}
        >
          <Input
            className={styles.number}
            inputMode="numeric"
            value={fuse.changedPercent}
            contentAfter={sync.percent}
            onChange={(_, { value }) => onChange({ ...fuse, changedPercent: value })}
          />
        </Field>
        <Field
          label={sync.unsubscribed}
          validationMessage={wrong.unsubscribed ? sync.unsubscribedFault : null}
        >
          <Input
            className={styles.number}
            inputMode="numeric"
            value={fuse.unsubscribed}
            contentAfter={sync.people}
            onChange={(_, { value }) => onChange({ ...fuse, unsubscribed: value })}
          />
        </Field>
      </div>
    </Section>
  );
}
