// Small charts of numbers over time, drawn by uPlot.

import { element, format } from './view.js';

const HEIGHT = 96;

function color(name) {
	return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * A chart.
 * @param title what it shows
 * @param series each with a label and value(point)
 * @param text how a value is written
 */
export class Chart {

	element;

	#place;

	#summary;

	#plot = null;

	#series;

	#title;

	#text;

	constructor(title, series, text = format.number) {
		this.#title = title;
		this.#series = series;
		this.#text = text;
		this.#place = element('div', { 'aria-hidden': 'true' });
		this.#summary = element('p', {});
		this.element = element('div.chart', {}, this.#place, this.#summary);
		this.#redrawOn(matchMedia('(prefers-color-scheme: dark)'), 'change');
		this.#redrawOn(window, 'resize');
	}

	#redrawOn(target, event) {
		const redraw = () => {
			if (this.element.isConnected) {
				this.#plot?.destroy();
				this.#plot = null;
				this.update(this.points ?? []);
			}
			else if (this.#plot !== null) {
				target.removeEventListener(event, redraw);
			}
		};
		target.addEventListener(event, redraw);
	}

	update(points) {
		this.points = points;
		const last = points.at(-1);
		this.#summary.textContent = `${this.#title}: ${last === undefined ? 'nothing yet'
			: this.#series.map((one) => `${this.#text(one.value(last))} ${one.label}`).join(', ')}`;
		const width = this.element.clientWidth;
		if (points.length < 2 || width === 0) {
			return;
		}
		const data = [points.map((point) => point.time), ...this.#series.map((one) => points.map((point) =>
			one.value(point) ?? null))];
		if (this.#plot !== null && this.#plot.width !== width) {
			this.#plot.setSize({ width, height: HEIGHT });
		}
		if (this.#plot === null) {
			this.#plot = new uPlot(this.#options(width), data, this.#place);
		}
		else {
			this.#plot.setData(data);
		}
	}

	#options(width) {
		const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui' };
		return {
			width,
			height: HEIGHT,
			legend: { show: false },
			cursor: { show: false },
			padding: [6, 8, 0, 0],
			scales: { y: { range: (plot, min, max) => [0, Math.max(max ?? 0, 1)] } },
			axes: [
				{ ...axis, size: 22, values: (plot, times) => times.map((time) => new Date(time * 1000)
					.toLocaleTimeString([], { hour12: false, hour: '2-digit', minute: '2-digit', second: '2-digit' })), space: 90 },
				{ ...axis, size: 46, space: 26, values: (plot, values) => values.map((value) => this.#text(value)) },
			],
			series: [{}, ...this.#series.map((one, i) => ({
				label: one.label,
				stroke: color(`--series-${i + 1}`),
				dash: i === 0 ? undefined : [5, 4],
				width: 2,
				points: { show: false },
			}))],
		};
	}

}
