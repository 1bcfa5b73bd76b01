// Jobs that redrive dead letters step by step: starts, watches and stops them.

import { post } from './actions.js';
import { element, format, replace, table } from './view.js';

const PHASES = { one: 'tries one', ten: 'tries ten more', full: 'redrives the others' };

function ratio(text) {
	const share = text.trim() === '' ? NaN : Number(text);
	if (!(share >= 0 && share <= 1)) {
		throw new Error('The share that may fail again is a number from 0 to 1, such as 0.1');
	}
	return share;
}

/**
 * Asks how, and starts a job. The question repeats what matches, as the server counts it.
 * @param path the path of the operation at the endpoint
 * @param which words for the dead letters that match
 * @param filter the parameters that say which they are
 * @return the job, null if it was not started
 */
async function start(path, which, filter, confirmAction) {
	const { count } = await post(path, { ...filter, dryRun: true });
	return confirmAction({
		title: 'Redrive step by step',
		question: `Redrive ${format.count(count, 'dead letter')} ${which}: one, then ten more, then the others at the rate?`
			+ ' It stops itself if the first one fails again, or later if more of the last hundred fail than may.',
		path,
		fields: [
			{ name: 'rate', label: 'Rate after the first eleven', value: '10/s', required: true },
			{ name: 'maxFailureRatio', label: 'Share that may fail again, 0 to 1', value: '0.1', required: true },
			{ name: 'max', label: 'How many at most (empty: all)', type: 'number' },
		],
		body: ({ rate, maxFailureRatio, max }) => ({
			...filter,
			rate,
			maxFailureRatio: ratio(maxFailureRatio ?? ''),
			...(max === undefined ? {} : { max: Number(max) }),
		}),
	});
}

/**
 * A button that starts a job.
 * @param label its label
 * @param note where it says why it could not
 */
export function redriveButton(label, path, which, filter, writable, { confirmAction, feed }, note) {
	return element('button', {
		type: 'button',
		disabled: !writable,
		title: writable ? null : 'Set management.endpoint.queues.access to unrestricted to allow this',
		onclick: async () => {
			note.textContent = '';
			try {
				if (await start(path, which, filter, confirmAction) !== null) {
					feed.now();
				}
			}
			catch (failure) {
				note.textContent = failure.message;
			}
		},
	}, label);
}

function filter(job) {
	const parts = [job.exception, job.reason, job.fingerprint].filter((part) => part !== undefined && part !== null);
	return parts.length === 0 ? 'all' : element('code', {}, parts.join(' '));
}

function state(job) {
	if (job.state === 'running') {
		return `${PHASES[job.phase]}${job.phase === 'full' ? ` at ${job.rate}` : ''}${job.drivenBy ? '' : ', waits for a process'}`;
	}
	return job.stopReason ? `stopped: ${job.stopReason}` : 'finished';
}

/** The jobs of a queue. */
export function redriveJobs(name, paths, { ask, confirmAction, feed }) {
	const place = element('div', {});
	const stop = (job, writable) => element('button.danger', {
		type: 'button',
		disabled: !writable,
		onclick: async () => {
			if (await confirmAction({
				title: 'Stop the redrive',
				question: `Stop the redrive of "${name}" after ${format.number(job.redriven)} of ${format.count(job.total, 'message')}? What it has redriven stays redriven.`,
				path: paths.stop,
				fields: [{ name: 'reason', label: 'Reason' }],
				body: (values) => ({ id: job.id, ...values }),
			}) !== null) {
				feed.now();
			}
		},
	}, 'Stop');
	return {
		element: place,
		async update(snapshot) {
			try {
				const { jobs } = await ask(paths.jobs);
				replace(place, jobs.length === 0 ? null : element('h3', {}, 'Redrives'), jobs.length === 0 ? null
					: table('Jobs that redrive dead letters', [
						{ title: 'Started', cell: (row) => `${format.moment(row.startedAt)}${row.startedBy ? ` by ${row.startedBy}` : ''}` },
						{ title: 'Which', cell: filter },
						{ title: 'State', cell: state },
						{ title: 'Redriven', cell: (row) => element('span', {}, element('progress',
							{ max: Math.max(1, row.total), value: row.redriven, 'aria-label': 'Redriven' }),
						` ${format.number(row.redriven)} of ${format.number(row.total)}`) },
						{ title: 'Handled', number: true, cell: (row) => format.number(row.handled) },
						{ title: 'Failed again', number: true, cell: (row) => format.number(row.failed) },
						{ title: 'Pending', number: true, cell: (row) => format.number(row.pending) },
						{ title: 'Actions', cell: (row) => (row.state === 'running' ? stop(row, snapshot.writable) : '') },
					], jobs, ''));
			}
			catch (failure) {
				replace(place, element('p.failure', {}, failure.message));
			}
		},
	};
}
