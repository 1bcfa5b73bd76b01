// Keeps the page up to date: asks every few seconds while the page is visible.

import { ask } from './actions.js';

const PERIOD = 3000;
const KEPT = 400;

export class Feed {

	#listener;

	#timer = null;

	#snapshot = null;

	#failure = null;

	/** Times and values of each queue. */
	#seen = new Map();

	#asked = new Set();

	constructor(listener) {
		this.#listener = listener;
	}

	start() {
		document.addEventListener('visibilitychange', () => (document.hidden ? this.#pause() : this.now()));
		this.now();
	}

	/** Shows again what is known. A page that fails is tried again with the next reading. */
	repeat() {
		try {
			this.#listener(this.#snapshot, this.#failure);
		}
		catch (failure) {
			console.error(failure);
		}
	}

	#pause() {
		clearTimeout(this.#timer);
		this.#timer = null;
	}

	async now() {
		this.#pause();
		try {
			this.#snapshot = await ask('');
			this.#failure = null;
			this.#remember(this.#snapshot);
		}
		catch (failure) {
			this.#failure = failure.message;
		}
		finally {
			this.repeat();
			this.#pause();
			if (!document.hidden) {
				this.#timer = setTimeout(() => this.now(), PERIOD);
			}
		}
	}

	#remember(snapshot) {
		const time = Date.parse(snapshot.time) / 1000;
		for (const queue of snapshot.queues) {
			const points = this.#seen.get(queue.name) ?? [];
			this.#seen.set(queue.name, points);
			if (queue.messages && points.at(-1)?.time !== time) {
				points.push({ time, ...queue.messages, oldestAgeMillis: queue.oldestAgeMillis ?? null,
					inPerSecond: queue.forecast?.inPerSecond, outPerSecond: queue.forecast?.outPerSecond });
				points.splice(0, points.length - KEPT);
			}
		}
	}

	/** What the charts of a queue show, oldest first. What was before the page was opened comes from the endpoint. */
	history(queue) {
		if (!this.#asked.has(queue.name)) {
			this.#asked.add(queue.name);
			this.#before(queue.name);
		}
		return this.#seen.get(queue.name) ?? [];
	}

	async #before(name) {
		try {
			const { points } = await ask([...name.split('/'), 'history'].map(encodeURIComponent).join('/'));
			const seen = this.#seen.get(name) ?? [];
			const first = seen[0]?.time ?? Infinity;
			seen.unshift(...points.map((point) => ({ ...point, time: Date.parse(point.time) / 1000 }))
				.filter((point) => point.time < first));
			this.#seen.set(name, seen);
		}
		catch {
			// The charts begin now
		}
	}

}
