// The pages that are one table each.

import { address, element, format, replace, table } from './view.js';

function page(title, intro, content) {
	const place = element('div', {});
	return {
		title,
		element: element('div', {}, element('h1', {}, title), element('p.soft', {}, intro), place),
		update(snapshot) {
			replace(place, content(snapshot));
		},
	};
}

const queueLink = (name) => element('a', { href: address('queues', name) }, name);

function button(snapshot, label, action, { confirmAction, feed }, kind = 'button') {
	return element(kind, {
		type: 'button',
		disabled: !snapshot.writable,
		title: snapshot.writable ? null : 'Set management.endpoint.queues.access to unrestricted to allow this',
		onclick: async () => {
			if (await confirmAction(action) !== null) {
				feed.now();
			}
		},
	}, label);
}

export function listenersPage(tools) {
	const act = (snapshot, row, verb) => button(snapshot, verb[0].toUpperCase() + verb.slice(1), {
		title: `${verb[0].toUpperCase()}${verb.slice(1)} listener`,
		question: `${verb} listener "${row.id}" in this process? Other processes are not affected.`,
		path: `listeners/${encodeURIComponent(row.id)}/${verb}`,
		body: () => ({}),
	}, tools);
	return page('Listeners', 'The listeners of this process, and those of all processes that this one knows of.',
		(snapshot) => element('div', {},
			table('Listeners of this process', [
				{ title: 'Listener', cell: (row) => row.id },
				{ title: 'Queue', cell: (row) => queueLink(row.queue) },
				{ title: 'State', cell: (row) => row.connected ? row.state : `${row.state}, without Redis` },
				{ title: 'Workers', number: true, cell: (row) => format.number(row.workers) },
				{ title: 'Messages held', number: true, cell: (row) => format.number(row.inFlight) },
				{ title: 'Actions', cell: (row) => row.state === 'stopped' ? act(snapshot, row, 'start')
					: element('div.bar', {}, act(snapshot, row, row.state === 'paused' ? 'resume' : 'pause'),
						act(snapshot, row, 'stop')) },
			], snapshot.listeners, 'This process has no listeners.'),
			element('h2', {}, 'All processes'),
			table('Listeners of all processes', [
				{ title: 'Process', cell: (row) => [row.process, row.application, row.version].filter((part) => part).join(' ') },
				{ title: 'Listener', cell: (row) => row.listener },
				{ title: 'Queue', cell: (row) => queueLink(row.queue) },
				{ title: 'State', cell: (row) => row.state.replaceAll('_', ' ') },
				{ title: 'Workers', number: true, cell: (row) => format.number(row.workers) },
				{ title: 'Held', number: true, cell: (row) => format.number(row.inFlight) },
				{ title: 'Last handled', cell: (row) => format.moment(row.lastProgress) },
				{ title: 'Last failure', cell: (row) => (row.lastFailure ? `${format.moment(row.lastFailure)}: ${row.lastFailureReason ?? ''}` : '–') },
			], snapshot.queues.flatMap((queue) => queue.fleet), 'No process has reported a listener yet.')));
}

export function schedulesPage(tools) {
	return page('Schedules', 'Each tick is sent once by one of all processes.', (snapshot) => table('Schedules', [
		{ title: 'Schedule', cell: (row) => row.id },
		{ title: 'Queue', cell: (row) => queueLink(row.queue) },
		{ title: 'When', cell: (row) => row.definition },
		{ title: 'Last', cell: (row) => format.moment(row.last) },
		{ title: 'Next', cell: (row) => format.moment(row.next) },
		{ title: 'Actions', cell: (row) => button(snapshot, 'Run now', {
			title: 'Run schedule now',
			question: `Send the message of schedule "${row.id}" to queue "${row.queue}" once, now?`,
			path: `schedules/${row.queue.split('/').map(encodeURIComponent).join('/')}/${encodeURIComponent(row.id)}/run`,
			body: () => ({}),
		}, tools) },
	], snapshot.schedules, 'This application has no schedules.'));
}

export function topicsPage() {
	return page('Topics', 'Messages to topics are received by every subscribed process, at most once.',
		(snapshot) => table('Topics', [
			{ title: 'Topic', cell: (row) => row.name },
			{ title: 'Payload', cell: (row) => element('code', {}, row.payloadType) },
			{ title: 'Dropped here', number: true, cell: (row) => format.number(row.dropped) },
		], snapshot.topics, 'This application has no topics.'));
}

export function locksPage(tools, query) {
	const name = query.get('name') ?? '';
	const lockKey = query.get('key') ?? '';
	const found = element('div', { 'aria-live': 'polite' });
	const held = element('div', {});
	const release = (snapshot, row) => button(snapshot, 'Force release', {
		title: 'Force release',
		question: `Take lock "${row.name}"${row.key ? ` on "${row.key}"` : ''} away from ${row.holder}? Its work goes on, and`
			+ ' another may begin beside it. Its fencing token stops what it writes only where tokens are checked.',
		path: `locks/${row.name.split('/').map(encodeURIComponent).join('/')}/force-release`,
		body: () => (row.key ? { key: row.key } : {}),
		danger: true,
	}, tools, 'button.danger');
	const list = (snapshot, rows, empty) => table('Locks', [
		{ title: 'Lock', cell: (row) => (row.key ? `${row.name} on ${row.key}` : row.name) },
		{ title: 'Holder', cell: (row) => row.holder ?? 'nobody' },
		{ title: 'Since', cell: (row) => format.moment(row.since) },
		{ title: 'Lease until', cell: (row) => format.moment(row.leaseUntil) },
		{ title: 'Token', number: true, cell: (row) => (row.token === undefined ? '–' : String(row.token)) },
		{ title: 'Waiting', number: true, cell: (row) => format.number(row.waiters) },
		{ title: 'Actions', cell: (row) => (row.holder ? release(snapshot, row) : '') },
	], rows, empty);
	const search = element('form.bar', {
		role: 'search',
		onsubmit: (event) => {
			event.preventDefault();
			const { name: ofLock, key } = search.elements;
			location.hash = `#/locks?${new URLSearchParams({ name: ofLock.value, ...(key.value === '' ? {} : { key: key.value }) })}`;
		},
	}, element('input', { type: 'search', name: 'name', value: name, 'aria-label': 'Name of a lock', placeholder: 'Name of a lock' }),
	element('input', { name: 'key', value: lockKey, 'aria-label': 'Key of the lock', placeholder: 'Key, if it has keys', autocomplete: 'off' }),
	element('button', { type: 'submit' }, 'Look'));
	return {
		title: 'Locks',
		element: element('div', {}, element('h1', {}, 'Locks'), search, found,
			element('h2', {}, 'Held by this process'), held),
		async update(snapshot) {
			replace(held, list(snapshot, snapshot.locks, 'This process holds no lock.'));
			if (name !== '') {
				try {
					const lock = await tools.ask(`locks/${name.split('/').map(encodeURIComponent).join('/')}${lockKey === '' ? '' : `?${new URLSearchParams({ key: lockKey })}`}`);
					replace(found, list(snapshot, [lock], ''));
				}
				catch (failure) {
					replace(found, element('p.failure', {}, failure.message));
				}
			}
		},
	};
}
