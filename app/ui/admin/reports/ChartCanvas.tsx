import {
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineElement,
  PointElement,
  Tooltip,
  type ChartOptions,
} from "chart.js";
import { Line } from "react-chartjs-2";

/** One line of a chart. */
export interface ChartSeries {
  readonly label: string;
  readonly values: readonly number[];
}

interface Props {
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly ChartSeries[];
  /** Whether the values are shares, which need not be whole. */
  readonly shares?: boolean;
}

Chart.register(CategoryScale, LinearScale, PointElement, LineElement, Legend, Tooltip);

/** Told apart by dash and shape of point as well as by colour; each with a contrast of 3 to 1 on white (WCAG 2.2, 1.4.1 and 1.4.11). */
const LINES = [
  { borderColor: "#0b57a4", borderDash: [], pointStyle: "circle" },
  { borderColor: "#8a1c1c", borderDash: [6, 4], pointStyle: "rect" },
  { borderColor: "#7a4b00", borderDash: [2, 3], pointStyle: "triangle" },
  { borderColor: "#3d6b21", borderDash: [10, 3, 2, 3], pointStyle: "rectRot" },
] as const;

const options = (shares: boolean): ChartOptions<"line"> => ({
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  interaction: { mode: "index", intersect: false },
  scales: { y: { beginAtZero: true, ticks: shares ? {} : { precision: 0 } } },
  plugins: { legend: { position: "bottom", labels: { usePointStyle: true } } },
});

/** Draws the chart. A module of its own, so that its library is fetched only by pages that show one. */
export default function ChartCanvas({ title, labels, series, shares = false }: Props) {
  return (
    <div style={{ height: "260px" }}>
      <Line
        role="img"
        aria-label={title}
        options={options(shares)}
        data={{
          labels: [...labels],
          datasets: series.map(({ label, values }, position) => {
            const { borderDash, ...line } = LINES[position % LINES.length] ?? LINES[0];
            return { label, data: [...values], borderWidth: 2, pointRadius: 4, ...line, borderDash: [...borderDash] };
          }),
        }}
      />
    </div>
  );
}
