// One queue: why it moves or not, its messages, its dead letters, and what can be done.

import { Chart } from './charts.js';
import { deadLetters } from './dead.js';
import { evidence } from './evidence.js';
import { counts, verdict } from './overview.js';
import { exportFirst, importAction } from './undo.js';
import { address, element, format, replace, table } from './view.js';

const PAGE = 20;
const STATES = { ready: 'Ready', delayed: 'Delayed', in_flight: 'In flight', dead: 'Dead' };

/** The path of a queue at the endpoint. */
export function queuePath(name, ...rest) {
	return [...name.split('/'), ...rest].map(encodeURIComponent).join('/');
}

export function queuePage(name, query, tools) {
	const state = Object.hasOwn(STATES, query.get('state') ?? '') ? query.get('state') : 'ready';
	const search = query.get('search') ?? '';
	const offset = Math.max(0, Number.parseInt(query.get('offset') ?? '0', 10) || 0);
	const link = (changes) => {
		const next = { state, search, offset, ...changes };
		const parameters = new URLSearchParams();
		for (const [key, value] of Object.entries(next)) {
			if (value !== '' && value !== 0 && !(key === 'state' && value === 'ready')) {
				parameters.set(key, value);
			}
		}
		return `${address('queues', name)}${parameters.size > 0 ? `?${parameters}` : ''}`;
	};
	const summary = element('div', {});
	const charts = charting();
	const operations = element('div.bar', {});
	const facts = element('div', {});
	const messages = element('div', {});
	const form = element('form.bar', {
		role: 'search',
		onsubmit: (event) => {
			event.preventDefault();
			location.hash = link({ search: form.elements.search.value, offset: 0 });
		},
	}, element('input', {
		type: 'search',
		name: 'search',
		value: search,
		'aria-label': 'Search messages',
		placeholder: 'Id, group, header, payload',
	}), element('button', { type: 'submit' }, 'Search'));
	const tabs = element('nav.tabs', { 'aria-label': 'Messages by state' }, ...Object.entries(STATES).map(([key, label]) =>
		element('a', { href: link({ state: key, offset: 0 }), 'aria-current': key === state ? 'page' : null }, label)));
	const dead = state === 'dead' ? deadLetters(name, {
		groups: queuePath(name, 'dead-groups'),
		jobs: queuePath(name, 'jobs'),
		start: queuePath(name, 'start-redrive'),
		stop: queuePath(name, 'stop-redrive'),
	}, tools) : null;
	const note = element('p', { role: 'status' });
	let payloadsShown = false;
	const exportLive = () => exportFirst(queuePath(name, 'export'), `${name}.jsonl`, 'all ready and delayed messages', payloadsShown);
	let known = null;
	return {
		title: name,
		element: element('div', {}, element('h1', {}, name), summary, evidence(queuePath(name, 'diagnosis'), tools), charts.element, operations, note, facts,
			element('h2', {}, 'Messages'), tabs, dead?.element, form, messages),
		async update(snapshot) {
			const queue = snapshot.queues.find((one) => one.name === name);
			if (!queue) {
				replace(summary, element('p', {}, `This application has no queue "${name}".`));
				return;
			}
			replace(summary, verdict(queue), counts(queue));
			charts.update(queue, tools.feed.history(queue));
			if (known !== JSON.stringify([queue.paused, queue.sendingPaused, snapshot.writable])) {
				known = JSON.stringify([queue.paused, queue.sendingPaused, snapshot.writable]);
				operations.replaceChildren(...buttons(queue, snapshot.writable, tools, note, exportLive));
			}
			replace(facts, ...describe(queue));
			dead?.update(snapshot);
			try {
				const parameters = new URLSearchParams({ state, offset, limit: PAGE, ...(search === '' ? {} : { search }) });
				const page = await tools.ask(`${queuePath(name, 'messages')}?${parameters}`);
				payloadsShown = page.payloadsShown;
				replace(messages, ...list(page, search, link, snapshot.writable, name, tools, exportLive));
			}
			catch (failure) {
				replace(messages, element('p.failure', {}, failure.message));
			}
		},
	};
}

function charting() {
	const depth = new Chart('Messages', [{ label: 'ready', value: (point) => point.ready },
		{ label: 'in flight', value: (point) => point.inFlight }]);
	const rates = new Chart('Rates', [{ label: 'in', value: (point) => point.inPerSecond },
		{ label: 'out', value: (point) => point.outPerSecond }], format.rate);
	const age = new Chart('Age', [{ label: 'of the oldest', value: (point) => point.oldestAgeMillis }], format.millis);
	return {
		element: element('div.charts.panel', {}, depth.element, rates.element, age.element),
		update(queue, points) {
			const hasRates = points.some((point) => typeof point.inPerSecond === 'number');
			rates.element.hidden = !hasRates;
			depth.update(points);
			age.update(points);
			if (hasRates) {
				rates.update(points);
			}
		},
	};
}

function pause(label, pause) {
	return element('p', {}, `${label} since ${format.moment(pause.since)}${pause.by ? ` by ${pause.by}` : ''}`
		+ `${pause.until ? `, until ${format.moment(pause.until)}` : ''}${pause.reason ? `: ${pause.reason}` : ''}.`);
}

function forecast(queue) {
	const { verdict: expected, growthPerSecond, emptyAt } = queue.forecast ?? {};
	const rate = growthPerSecond === undefined ? '' : `, ${growthPerSecond >= 0 ? '+' : '−'}${format.rate(Math.abs(growthPerSecond))}`;
	if (expected === 'empty_at') {
		return element('p', {}, `The backlog is gone at about ${format.moment(emptyAt)} at this rate${rate}.`);
	}
	return expected === 'never' ? element('p', {}, `The backlog is never gone at this rate${rate}.`) : null;
}

function describe(queue) {
	const limits = [];
	if (queue.limits?.capacity > 0) {
		limits.push(`at most ${format.number(queue.limits.capacity)} messages`);
	}
	if (queue.limits?.maxInFlight > 0) {
		limits.push(`at most ${format.number(queue.limits.maxInFlight)} in flight`);
	}
	if (queue.limits?.rate) {
		limits.push(`at most ${queue.limits.rate}`);
	}
	return [
		queue.paused ? pause('Delivery is paused', queue.paused) : null,
		queue.sendingPaused ? pause('Sending is paused', queue.sendingPaused) : null,
		forecast(queue),
		element('p.soft', {}, `A ${queue.type} queue${limits.length > 0 ? `: ${limits.join(', ')}` : ' without limits'}.`),
	];
}

function buttons(queue, writable, { confirmAction, feed }, note, exportLive) {
	const one = (label, action, kind = 'button') => element(kind, {
		type: 'button',
		disabled: !writable,
		title: writable ? null : 'Set management.endpoint.queues.access to unrestricted to allow this',
		onclick: async () => {
			const done = await confirmAction({ title: label, ...action, hint: action.hint?.() });
			if (done !== null) {
				note.textContent = done.added === undefined ? '' : `${format.count(done.added, 'message')} added, ${format.number(done.known)} left out.`;
				feed.now();
			}
		},
	}, label);
	const why = [{ name: 'reason', label: 'Reason' }, { name: 'duration', label: 'For how long, such as 30m (empty: until resumed)' }];
	const name = queue.name;
	return [
		queue.paused
			? one('Resume', { question: `Deliver the messages of "${name}" again, in all processes?`, path: queuePath(name, 'resume'), body: () => ({}) })
			: one('Pause', { question: `Pause the delivery of "${name}" in all processes? Messages can still be sent.`, path: queuePath(name, 'pause'), fields: why, body: (values) => values }),
		queue.sendingPaused
			? one('Resume sending', { question: `Accept messages for "${name}" again?`, path: queuePath(name, 'resume-sending'), body: () => ({}) })
			: one('Pause sending', { question: `Refuse messages for "${name}" in all processes? Senders get an exception.`, path: queuePath(name, 'pause-sending'), fields: why, body: (values) => values }),
		one('Limits', {
			question: `Change the limits of "${name}" for all processes, until they are withdrawn. Empty fields stay as they are; 0 or none is no limit.`,
			path: queuePath(name, 'limits'),
			fields: [{ name: 'capacity', label: 'Capacity' }, { name: 'maxInFlight', label: 'Messages in flight' }, { name: 'rate', label: 'Rate, such as 10/s' }],
			body: (values) => values,
		}),
		one('Import', importAction(name, queuePath(name, 'import'))),
		one('Purge', {
			question: `Delete all ${format.number((queue.messages?.ready ?? 0) + (queue.messages?.delayed ?? 0))} ready and delayed messages of "${name}"?`,
			path: queuePath(name, 'purge'),
			body: () => ({}),
			hint: exportLive,
			danger: true,
		}, 'button.danger'),
	];
}

/** The rows of messages. */
function list(page, search, link, writable, name, { confirmAction, feed }, exportLive) {
	const act = (message, label, operation, question, kind, hint) => element(kind ?? 'button', {
		type: 'button',
		disabled: !writable,
		onclick: async () => {
			if (await confirmAction({ title: label, question, path: queuePath(name, operation), body: () => ({ id: message.id }), danger: kind !== undefined, hint: hint?.() }) !== null) {
				feed.now();
			}
		},
	}, label);
	const exportDead = () => exportFirst(`${queuePath(name, 'export')}?state=dead`, `${name}-dead.jsonl`, 'all dead letters', page.payloadsShown);
	const actions = (message) => (page.state === 'dead' ? element('div.bar', {},
		act(message, 'Redrive', 'redrive', `Deliver dead letter "${message.id}" again?`),
		act(message, 'Delete', 'delete', `Delete dead letter "${message.id}"?`, 'button.danger', exportDead))
		: page.state === 'in_flight' ? ''
			: act(message, 'Cancel', 'cancel', `Remove message "${message.id}" unless a consumer takes it first?`, 'button.danger', exportLive));
	const when = { ready: ['Sent', 'sentAt'], delayed: ['Due', 'dueAt'], in_flight: ['Lease until', 'leaseUntil'], dead: ['Died', 'diedAt'] }[page.state];
	const last = page.offset + page.messages.length;
	return [
		element('p.soft', {}, search === ''
			? `${format.count(page.total, 'message')}${page.messages.length > 0 ? `, here ${page.offset + 1} to ${last}` : ''}.`
			: `${page.messages.length} found among the first ${format.number(page.searched)} of ${format.number(page.total)}.`),
		table('Messages', [
			{ title: 'Id', cell: (row) => element('code', {}, row.id) },
			{ title: when[0], cell: (row) => format.moment(row[when[1]]) },
			{ title: 'Attempts', number: true, cell: (row) => format.number(row.attempts) },
			...(page.state === 'dead' ? [{ title: 'Reason', cell: (row) => row.reason }] : []),
			{ title: 'Group', cell: (row) => row.group ?? '–' },
			{ title: 'Payload', cell: (row) => (row.payload === undefined ? element('span.soft', {}, `hidden, ${format.bytes(row.payloadBytes)}`)
				: element('details', {}, element('summary', {}, format.bytes(row.payloadBytes)), element('pre', {}, format.json(row.payload)))) },
			{ title: 'Trace', cell: (row) => (row.traceId ? element('code', {}, row.traceId) : '–') },
			{ title: 'Actions', cell: actions },
		], page.messages, search === '' ? 'There are none.' : 'Nothing was found.'),
		page.state === 'dead' && page.total > 0 ? element('div.bar', {}, element('button.danger', {
			type: 'button',
			disabled: !writable,
			onclick: async () => {
				if (await confirmAction({
					title: 'Delete all dead letters',
					question: `Delete all ${format.count(page.total, 'dead letter')} of "${name}"?`,
					path: queuePath(name, 'purge-dead'),
					body: () => ({}),
					danger: true,
					hint: exportDead(),
				}) !== null) {
					feed.now();
				}
			},
		}, 'Delete all dead letters')) : null,
		element('div.bar', {},
			page.offset > 0 ? element('a', { href: link({ offset: Math.max(0, page.offset - PAGE) }) }, 'Previous') : null,
			page.messages.length === PAGE ? element('a', { href: link({ offset: last }) }, 'Next') : null),
	];
}
