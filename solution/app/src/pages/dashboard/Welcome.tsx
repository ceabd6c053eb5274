import { Link, makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { PlugConnectedRegular } from "@fluentui/react-icons";
import { pageAddress } from "../../host/dynamics";
import { useTexts } from "../../i18n/context";
import { EmptyState } from "../../ui/EmptyState";
import { Section } from "../../ui/Section";

const useStyles = makeStyles({
  steps: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    textAlign: "start",
    listStyle: "none",
    margin: 0,
    padding: 0,
  },
  step: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM },
  number: {
    display: "grid",
    placeItems: "center",
    width: "28px",
    height: "28px",
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground4,
    flexShrink: 0,
  },
  first: {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
  },
  begin: {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    borderRadius: tokens.borderRadiusMedium,
    padding: `${tokens.spacingVerticalSNudge} ${tokens.spacingHorizontalL}`,
    fontWeight: tokens.fontWeightSemibold,
    ":hover": {
      backgroundColor: tokens.colorBrandBackgroundHover,
      color: tokens.colorNeutralForegroundOnBrand,
      textDecorationLine: "none",
    },
  },
});

/** What an administrator sees before anything is connected: the way, and its first step. */
export function Welcome() {
  const styles = useStyles();
  const { dashboard } = useTexts();
  return (
    <Section title={dashboard.welcome} titleHidden>
      <EmptyState
        as="h2"
        icon={<PlugConnectedRegular />}
        title={dashboard.welcome}
        text={dashboard.welcomeText}
      >
        <ol className={styles.steps}>
          {dashboard.steps.map((step, place) => (
            <li key={step} className={styles.step}>
              <span
                className={mergeClasses(styles.number, place === 0 && styles.first)}
                aria-hidden
              >
                {place + 1}
              </span>
              <Text weight={place === 0 ? "semibold" : "regular"}>{step}</Text>
            </li>
          ))}
        </ol>
        <Link className={styles.begin} href={pageAddress("settings")}>
          {dashboard.begin}
        </Link>
      </EmptyState>
    </Section>
  );
}
