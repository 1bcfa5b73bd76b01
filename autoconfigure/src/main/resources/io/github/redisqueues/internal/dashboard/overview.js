// All queues at a glance.

import { Chart } from './charts.js';
import { address, element, format, replace } from './view.js';

const LEVELS = {
	redis_unavailable: 'bad', no_listener: 'bad', failing: 'bad', stalled: 'bad', circuit_open: 'bad', group_blocked: 'warn',
	paused: 'warn', listeners_paused: 'warn', max_in_flight: 'warn', rate_limited: 'warn', workers_busy: 'warn', moving: 'good',
};

/** The verdict on a queue in words. */
export function verdict(queue) {
	if (queue.failure) {
		return element('p.verdict.bad', {}, queue.failure);
	}
	if (!queue.diagnosis) {
		return element('p.verdict', {}, 'No verdict');
	}
	const level = LEVELS[queue.diagnosis.verdict];
	return element(level ? `p.verdict.${level}` : 'p.verdict', {}, queue.diagnosis.explanation);
}

/** How many messages a queue has. */
export function counts(queue) {
	const messages = queue.messages ?? {};
	const one = (label, value) => element('div', {}, element('dt', {}, label), element('dd', {}, value));
	const { inPerSecond, outPerSecond } = queue.forecast ?? {};
	return element('dl.counts', {}, one('ready', format.number(messages.ready)),
		one('delayed', format.number(messages.delayed)), one('in flight', format.number(messages.inFlight)),
		one('dead', format.number(messages.dead)), one('oldest', format.millis(queue.oldestAgeMillis)),
		one('in', format.rate(inPerSecond)), one('out', format.rate(outPerSecond)));
}

function tile(name, feed) {
	const text = element('div', {});
	const chart = new Chart('Now', [{ label: 'ready', value: (point) => point.ready },
		{ label: 'in flight', value: (point) => point.inFlight }]);
	return {
		element: element('li.tile', {}, element('h2', {}, element('a', { href: address('queues', name) }, name)), text,
			chart.element),
		update(queue) {
			replace(text, verdict(queue), counts(queue));
			chart.update(feed.history(queue));
		},
	};
}

export function overviewPage({ feed }) {
	const tiles = new Map();
	const list = element('ul.tiles', {});
	const none = element('p.soft', {}, 'This application has no queues. Declare one under queues.instances.');
	return {
		title: 'Overview',
		element: element('div', {}, element('h1', {}, 'Queues'), list, none),
		update(snapshot) {
			none.hidden = snapshot.queues.length > 0;
			for (const queue of snapshot.queues) {
				if (!tiles.has(queue.name)) {
					const made = tile(queue.name, feed);
					tiles.set(queue.name, made);
					list.append(made.element);
				}
				tiles.get(queue.name).update(queue);
			}
		},
	};
}
