import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useFormats, useTexts } from "../../i18n/context";
import { useHidden } from "../../ui/hidden";
import { useNarrow } from "../../ui/media";

interface Day {
  /** `YYYY-MM-DD`. */
  day: string;
  whole: number;
  /** Of the whole, as a rule. */
  part: number;
}

interface Props {
  title: string;
  whole: string;
  part: string;
  /** Said in place of the chart if all numbers are 0. */
  none: string;
  days: readonly Day[];
  partIsBad?: boolean;
  /** So many days at most are named below the chart. */
  named?: number;
}

const WIDTH = 600;
const HEIGHT = 160;
const FORCED = "@media (forced-colors: active)";

const useStyles = makeStyles({
  figure: { margin: 0 },
  svg: { width: "100%", height: "160px", display: "block" },
  whole: { fill: tokens.colorNeutralStrokeAccessible, [FORCED]: { fill: "GrayText" } },
  part: { fill: tokens.colorBrandBackground, [FORCED]: { fill: "Highlight" } },
  bad: { fill: tokens.colorStatusDangerBackground3, [FORCED]: { fill: "Highlight" } },
  grid: { stroke: tokens.colorNeutralStroke2, strokeWidth: 1, [FORCED]: { stroke: "CanvasText" } },
  days: {
    display: "flex",
    color: tokens.colorNeutralForeground3,
    marginTop: tokens.spacingVerticalXS,
  },
  // A label may be wider than its bar; those beside it are left out.
  day: { flex: "1 1 0", display: "grid", justifyContent: "center", width: 0, whiteSpace: "nowrap" },
  plot: { position: "relative" },
  most: {
    position: "absolute",
    top: "2px",
    insetInlineEnd: 0,
    color: tokens.colorNeutralForeground3,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  legend: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalS,
  },
  key: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  swatch: { width: "12px", height: "12px", borderRadius: "2px", flexShrink: 0 },
});

/** Numbers by day, and within each another; the same as a table for those who cannot see it. */
export function DaysChart({
  title,
  whole,
  part,
  none,
  days,
  partIsBad = false,
  named = 14,
}: Props) {
  const styles = useStyles();
  const hidden = useHidden();
  const { dashboard } = useTexts();
  const partStyle = partIsBad ? styles.bad : styles.part;
  const formats = useFormats();
  const narrow = useNarrow();
  const most = Math.max(...days.map((day) => Math.max(day.whole, day.part)), 0);
  if (most === 0) return <Text>{none}</Text>;
  const slot = WIDTH / days.length;
  const bar = Math.min(slot * 0.64, 48);
  const height = (count: number) => (count / most) * (HEIGHT - 8);
  const every = Math.ceil(days.length / (narrow ? 5 : named));
  return (
    <figure className={styles.figure}>
      <div className={styles.legend} aria-hidden>
        <Text size={200} className={styles.key}>
          <svg className={styles.swatch}>
            <rect className={styles.whole} width="12" height="12" />
          </svg>
          {whole}
        </Text>
        <Text size={200} className={styles.key}>
          <svg className={styles.swatch}>
            <rect className={partStyle} width="12" height="12" />
          </svg>
          {part}
        </Text>
      </div>
      <div className={styles.plot}>
        <Text size={200} className={styles.most} aria-hidden>
          {formats.number(most)}
        </Text>
        <svg
          className={styles.svg}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden
        >
          {[0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) => (
            <line key={y} className={styles.grid} x1="0" x2={WIDTH} y1={y} y2={y} />
          ))}
          {days.map((day, place) => {
            const x = place * slot + (slot - bar) / 2;
            const [outer, inner] = [height(day.whole), height(day.part)];
            return (
              <g key={day.day}>
                <title>
                  {`${formats.shortDay(day.day)}: ${whole} ${formats.number(day.whole)}, ${part} ${formats.number(day.part)}`}
                </title>
                <rect
                  className={styles.whole}
                  x={x}
                  y={HEIGHT - outer}
                  width={bar}
                  height={outer}
                />
                <rect className={partStyle} x={x} y={HEIGHT - inner} width={bar} height={inner} />
              </g>
            );
          })}
        </svg>
      </div>
      <div className={styles.days} aria-hidden>
        {days.map((day, place) => (
          <Text key={day.day} size={200} className={styles.day}>
            {place % every === 0 ? formats.shortDay(day.day) : ""}
          </Text>
        ))}
      </div>
      <table className={hidden}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{dashboard.day}</th>
            <th scope="col">{whole}</th>
            <th scope="col">{part}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formats.shortDay(day.day)}</th>
              <td>{formats.number(day.whole)}</td>
              <td>{formats.number(day.part)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
